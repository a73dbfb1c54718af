"""Documents at every stage, so that each trial account finds something on its desk. Texts, numbers and people are invented.

| what | where it stands |
| --- | --- |
| 年度确认通知 | issued to every station; two towns are late, one has not opened it; open to the public |
| 走访慰问通知 | waits for the finance section's countersignature |
| 服务站星级复核通知 | waits for the leader's signature |
| 台账自查函 | returned to its drafter |
| 标准调整（收文） | waits for the leader's instruction |
| 数据核查（收文） | being handled, overdue |
| 培训（收文） | finished and filed away |
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password

from youfu.config.demo.applications import on
from youfu.config.demo.cast import password
from youfu.kit import clock
from youfu.kit.scope import acting
from youfu.kit.workflow.calendar import working_days
from youfu.modules.documents.actions import (
    announcing,
    answering,
    archiving,
    chasing,
    delivering,
    disclosing,
    issuing,
    numbering,
    receiving,
    requesting,
    sending,
)
from youfu.modules.documents.actions.delivering import Recipients
from youfu.modules.documents.actions.receiving import Incoming
from youfu.modules.documents.actions.requesting import Answer
from youfu.modules.documents.actions.sending import Paper
from youfu.modules.documents.models import Delivery, NumberSeries, OfficialDocument
from youfu.modules.organisations import actions as organisations
from youfu.modules.organisations.models import Organisation, Region, User
from youfu.rules import reply_form

CODE = "桐退役军人发"
WORKERS = ("沈国庆", "朱雪珍", "陆伟明", "钟水根", "范丽君", "俞建新", "费小英", "计连生", "徐云芳", "姚志强")
SILENT = 2  # towns that do not answer
NOTICE = """为确保抚恤补助资金安全、准确、及时发放，现就做好{year}年度优抚对象资格确认工作通知如下。
一、确认范围
凡在本市领取定期抚恤补助的优抚对象，均须参加年度确认。
二、确认方式
（一）以上门走访为主。高龄、失能和不便使用手机的，由服务站上门办理。
（二）外出的，可以通过视频、电话确认，并留存记录。
三、时间安排
各镇（街道）于{due}前填报回执，{end}前完成全部确认。
| 环节 | 完成时间 | 责任单位 |
| 排摸登记 | {due} | 村（社区）服务站 |
| 汇总上报 | {end} | 镇（街道）服务站 |"""
VISIT = """为做好节日期间走访慰问工作，现将有关事项通知如下。
一、走访对象
生活困难的优抚对象、烈属、因战因公牺牲军人遗属。
二、经费
走访慰问经费按有关规定列支，由财务科审核。"""
STARS = """根据服务站星级管理要求，决定开展星级复核。
一、复核内容
机构、编制、人员、经费、保障落实情况。
二、复核时间
本月底前完成自查，下月中旬组织实地复核。"""
LETTER = """为规范优抚对象档案管理，请贵单位协助核对近三年来的户籍变动情况。
专此函达，请予支持。"""
COLUMNS = (
    {"title": "应确认人数", "kind": "number", "required": True, "summed": True},
    {"title": "已确认人数", "kind": "number", "required": True, "summed": True},
    {"title": "上门人数", "kind": "number", "summed": True},
    {"title": "联系人", "kind": "text", "required": True},
)


def circulate(county: Region, today: date) -> None:
    """Every stage, once."""
    desk = Office(county, today)
    notice = desk.issued_notice()
    desk.deliver_and_chase(notice)
    desk.open_to_all(notice)
    desk.under_way()
    desk.received()
    desk.requests()
    desk.announce()


class Office:
    """Whoever drafts, passes, delivers and receives in the trial county; days are counted back from today."""

    def __init__(self, county: Region, today: date) -> None:
        self.county, self.today = county, today
        self.users = {user.username: user for user in User.objects.select_related("organisation__region")}
        self.sections = {o.name: o for o in Organisation.objects.filter(region=county)}
        stations = Organisation.objects.filter(
            kind=Organisation.Kind.STATION, region__level=Region.Level.TOWN
        )
        self.towns = list(
            stations.filter(region__parent=county).select_related("region").order_by("region_id")
        )
        with acting(self.users["office"]):
            self.series: NumberSeries = numbering.set_series(
                county, purpose="out", code=CODE, by=self.users["office"]
            )
        self._staff_the_towns()

    def _staff_the_towns(self) -> None:
        """Somebody for each town's station but the one that has a trial account already."""
        names, word = iter(WORKERS), make_password(password())
        for town in self.towns:
            if not town.users.exists():
                with acting(self.users["sysadmin"]):
                    user, _word = organisations.open_account(
                        town, username=f"town{town.region_id[6:9]}", name=next(names), hashed_password=word,
                        by=self.users["sysadmin"],
                    )  # fmt: skip
                with acting(self.users["secadmin"]):
                    organisations.give_grant(
                        user,
                        role="town_reviewer",
                        region=town.region,
                        start=date(2020, 1, 1),
                        by=self.users["secadmin"],
                    )

    def back(self, days: int) -> date:
        """So many working days ago."""
        calendar, day = working_days(), self.today
        while days:
            day -= timedelta(days=1)
            days -= calendar.works(day)
        return day

    def do(self, verb: Any, thing: Any, who: str, *, ago: int, **given: Any) -> Any:
        """One action by one account, some working days ago."""
        by = self.users[who]
        with on(self.back(ago)), acting(by):
            return verb(thing, by=by, **given)

    def draft(self, paper: Paper, *, who: str = "clerk", ago: int) -> OfficialDocument:
        section = self.users[who].organisation
        made: OfficialDocument = self.do(sending.draft, section, who, ago=ago, paper=paper)
        return made

    def issued_notice(self) -> OfficialDocument:
        """Drafted by the benefits section, checked, countersigned by finance, signed, numbered and issued: five people."""
        due, end = self.back(1), self.today + timedelta(days=30)
        body = NOTICE.format(year=self.today.year, due=f"{due:%-m月%-d日}", end=f"{end:%-m月%-d日}")
        paper = Paper(
            f"关于做好{self.today.year}年度优抚对象资格确认工作的通知", body, main_to="各镇（街道）退役军人服务站",
            copy_to="市财政局", copies=20, series=self.series,
        )  # fmt: skip
        notice = self.draft(paper, ago=12)
        self.do(sending.submit, notice, "clerk", ago=12, text="请核稿。")
        self.do(
            sending.check, notice, "office", ago=11, text="格式、内容已核。", ask=[self.sections["财务科"]]
        )
        self.do(sending.countersign, notice, "finance", ago=10, text="同意。")
        self.do(sending.sign, notice, "leader", ago=10, text="同意印发。")
        self.do(issuing.number, notice, "office", ago=10)
        issued: OfficialDocument = self.do(issuing.issue, notice, "office", ago=9, copies=20)
        return issued

    def deliver_and_chase(self, notice: OfficialDocument) -> None:
        """To all towns with a table to fill; one forwards it to five villages; two do not answer and are reminded."""
        form = reply_form.declare(COLUMNS)
        self.do(delivering.set_reply_form, notice, "office", ago=9, form=form)
        to = Recipients(organisations=self.towns, wants="reply", due_on=self.back(1))
        self.do(delivering.deliver, notice, "office", ago=9, to=to)
        rows = list(
            Delivery.objects.filter(document=notice)
            .select_related("organisation__region")
            .order_by("organisation__region_id")
        )
        own = self.users["town"].organisation
        silent = [row for row in rows if row.organisation != own][-SILENT:]
        self._answer(rows, silent, form)
        self._forward(next(row for row in rows if row.organisation == own))
        self.do(
            chasing.remind,
            notice,
            "office",
            ago=0,
            words="请尽快签收并填报回执。",
            only=[row.pk for row in silent],
        )

    def _forward(self, row: Delivery) -> None:
        own = self.users["village"].organisation
        others = row.organisation.children.exclude(pk=own.pk).order_by("region_id")
        villages = [own, *others[:4]]
        self.do(delivering.forward, row, "town", ago=7, to=villages, words="请于期限前报镇服务站汇总。")
        mine = row.forwarded.get(organisation=own)
        self.do(answering.note_opening, mine, "village", ago=6)
        self.do(answering.sign_for, mine, "village", ago=6)

    def open_to_all(self, notice: OfficialDocument) -> None:
        """The notice and the bureau's duties are public; a further item waits for its release."""
        item = self.do(disclosing.make_from, notice, "office", ago=6)
        self.do(disclosing.submit, item, "office", ago=6)
        self.do(disclosing.release, item, "leader", ago=5)
        duties = self._item(
            "桐乡市退役军人事务局机构职能（示例）",
            "organisation",
            "负责退役军人的移交安置、就业创业、优待抚恤和褒扬纪念。",
        )
        self.do(disclosing.submit, duties, "office", ago=4)
        self.do(disclosing.release, duties, "leader", ago=3)
        plan = self._item(f"{self.today.year}年度工作计划（示例）", "plan", "全年重点工作安排。")
        self.do(disclosing.submit, plan, "office", ago=2)

    def _answer(self, rows: list[Delivery], silent: list[Delivery], form: reply_form.ReplyForm) -> None:
        """Each town signs and fills in the table; of those that stay silent all but the last have looked at it."""
        titles = {column.title: column.code for column in form.columns}
        for number, row in enumerate(rows):
            accounts = User.objects.select_related("organisation__region")
            worker = accounts.filter(organisation=row.organisation).first()
            if row == silent[-1] or worker is None:
                continue
            self.users["somebody"] = worker
            self.do(answering.note_opening, row, "somebody", ago=8)
            if row in silent:
                continue
            self.do(answering.sign_for, row, "somebody", ago=8)
            people = 96 + 17 * number
            cells = {
                "应确认人数": people,
                "已确认人数": people - 3 * number,
                "上门人数": people // 4,
                "联系人": worker.name,
            }
            filled = {titles[title]: str(value) for title, value in cells.items()}
            self.do(answering.reply, row, "somebody", ago=4, text="已布置到村。", rows=[filled])

    def _item(self, title: str, category: str, body: str) -> Any:
        values = {
            "title": title, "category": category, "body": body, "made_on": self.back(8), "issuer": "桐乡市退役军人事务局",
            "subject": "民政、扶贫、救灾", "mode": "active",
        }  # fmt: skip
        return self.do(disclosing.make, self.county, "office", ago=5, values=values)

    def under_way(self) -> None:
        """One at the countersignature, one at the signature, one returned."""
        visit = self.draft(
            Paper(
                "关于开展节日走访慰问工作的通知",
                VISIT,
                main_to="各镇（街道）退役军人服务站",
                series=self.series,
            ),
            ago=3,
        )
        self.do(sending.submit, visit, "clerk", ago=3)
        self.do(sending.check, visit, "office", ago=2, ask=[self.sections["财务科"]])
        stars = self.draft(
            Paper(
                "关于开展服务站星级复核的通知",
                STARS,
                main_to="各镇（街道）退役军人服务站",
                series=self.series,
            ),
            ago=4,
        )
        self.do(sending.submit, stars, "clerk", ago=4)
        self.do(sending.check, stars, "office", ago=3, text="已核。")
        paper = Paper(
            "关于协助核对优抚对象户籍变动情况的函",
            LETTER,
            kind="letter",
            main_to="市公安局",
            series=self.series,
        )
        letter = self.draft(paper, who="records", ago=5)
        self.do(sending.submit, letter, "records", ago=5)
        self.do(sending.give_back, letter, "office", ago=4, why="请写明需要核对的人数和完成时间。")

    def received(self) -> None:
        """One is filed away, one is late, one waits for the leader; registered in the order in which they came."""
        benefits = self.sections["优抚褒扬科"]
        done = self._register("关于举办业务培训班的通知（示例）", "省厅示例〔2026〕9号", ago=20)
        self.do(receiving.propose, done, "office", ago=20, text="拟请优抚褒扬科派员参加。", handler=benefits)
        self.do(
            receiving.instruct, done, "leader", ago=19, text="同意。", handler=benefits, due_on=self.back(10)
        )
        self.do(receiving.finish, done, "clerk", ago=12, text="已派员参加。")
        self.do(archiving.file_away, done, "office", ago=8, retention="10")
        late = self._register("关于核查优抚对象数据的通知（示例）", "市局示例〔2026〕18号", ago=14)
        self.do(receiving.propose, late, "office", ago=14, text="拟请优抚褒扬科办理。", handler=benefits)
        self.do(
            receiving.instruct,
            late,
            "leader",
            ago=13,
            text="请按期办结。",
            handler=benefits,
            due_on=self.back(2),
        )
        self.do(receiving.report, late, "clerk", ago=6, text="已核对三个镇的数据。")
        first = self._register("关于调整部分优抚对象抚恤补助标准的通知（示例）", "省厅示例〔2026〕3号", ago=2)
        self.do(receiving.propose, first, "office", ago=1, text="拟请优抚褒扬科阅办。", handler=benefits)

    def _register(self, title: str, number: str, *, ago: int) -> OfficialDocument:
        sender = "省退役军人事务厅（示例）" if number.startswith("省") else "市退役军人事务局（示例）"
        incoming = Incoming(title, sender, self.back(ago), number, dated=self.back(ago + 3))
        made: OfficialDocument = self.do(
            receiving.register, self.county, "office", ago=ago, incoming=incoming
        )
        return made

    def requests(self) -> None:
        """One request runs, one was answered."""
        for number, (wanted, ago) in enumerate(
            (("本市优抚对象定期抚恤补助标准。", 16), ("本市各镇优抚对象人数。", 6))
        ):
            asked = {
                "applicant_kind": "citizen", "applicant": ("周立新", "钱桂花")[number], "contact": "桐乡市梧桐街道（示例地址）",
                "wanted": wanted, "form": "纸质",
            }  # fmt: skip
            made = self.do(
                requesting.register,
                self.county,
                "office",
                ago=ago,
                asked=asked,
                way="counter",
                received_on=self.back(ago),
            )
            self.do(requesting.assign, made, "office", ago=ago, handler=self.sections["优抚褒扬科"])
            if number == 0:
                answer = Answer("open", "现行标准已在本局政务公开网页公布，可以按名称查询。")
                self.do(requesting.draft, made, "clerk", ago=10, answer=answer)
                self.do(requesting.answer, made, "leader", ago=9)

    def announce(self) -> None:
        """An ordinary and an urgent announcement."""
        today = clock.today()
        for kind, title, text in (
            ("normal", "月底前完成站点信息核对", "请各站核对地址、电话和在岗人员，有变动的报办公室。"),
            (
                "urgent",
                "寒潮来临，请走访独居优抚对象",
                "请村（社区）专干今明两天上门看望独居、高龄优抚对象，发现困难及时上报。",
            ),
        ):
            values = {
                "kind": kind,
                "title": title,
                "text": text,
                "from_day": today,
                "until_day": today + timedelta(days=14),
            }
            self.do(announcing.announce, self.county, "office", ago=0, values=values)
