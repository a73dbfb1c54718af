"""The recipients' sheet 优抚对象花名册: what each column may hold, and what must agree within a row and within a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from youfu.kit.access import Permission
from youfu.kit.sheets.declare import BadCell, Column, ParsedRow, Problem, Sheet, register
from youfu.modules.organisations.queries import RegionIndex
from youfu.modules.people.models import Category
from youfu.rules import celltext, identifiers, periods
from youfu.rules.celltext import CellProblem
from youfu.rules.identifiers import IdentifierProblem
from youfu.rules.naming import AmbiguousName, UnknownName
from youfu.rules.pricing import Terms
from youfu.rules.start import RURAL_AGE

RESISTANCE_WAR_ENDED = date(1945, 9, 3)
IN_PAYMENT = ("享受待遇", "正常", "在享", "享受")


@dataclass(frozen=True)
class Meaning:
    """What a category is paid: the programme, and the kind that prices it."""

    category: Category
    programme: str
    kind: str | None = None


def _disabled(category: Category) -> Meaning:
    return Meaning(category, "disability_pension")


_RURAL = Meaning(Category.RURAL_VETERAN, "rural_veteran_allowance")
_ILLNESS = Meaning(Category.ILLNESS_VETERAN, "illness_veteran_allowance")
_COMBAT = Meaning(Category.COMBAT_VETERAN, "combat_allowance")
_NUCLEAR = Meaning(Category.NUCLEAR_TEST_VETERAN, "nuclear_test_allowance")
_CHILD = Meaning(Category.MARTYR_CHILD, "martyr_child_allowance")
_DEMOBILISED = Meaning(Category.DEMOBILISED, "demobilised_allowance")
_MARTYR = Meaning(Category.MARTYR_SURVIVOR, "survivor_pension", "martyr")
_DUTY = Meaning(Category.DUTY_DEATH_SURVIVOR, "survivor_pension", "duty_death")
_DECEASED = Meaning(Category.DECEASED_SURVIVOR, "survivor_pension", "deceased")

CATEGORIES: dict[str, Meaning] = {
    "残疾军人": _disabled(Category.DISABLED_MEMBER), "伤残军人": _disabled(Category.DISABLED_MEMBER),
    "残疾退役军人": _disabled(Category.DISABLED_MEMBER),
    "伤残人民警察": _disabled(Category.DISABLED_POLICE), "伤残警察": _disabled(Category.DISABLED_POLICE),
    "伤残国家机关工作人员": _disabled(Category.DISABLED_OFFICIAL), "伤残机关人员": _disabled(Category.DISABLED_OFFICIAL),
    "伤残民兵民工": _disabled(Category.DISABLED_MILITIA), "伤残预备役人员和民兵民工": _disabled(Category.DISABLED_MILITIA),
    "其他因公伤残人员": _disabled(Category.DISABLED_OTHER), "因战因公伤残人员": _disabled(Category.DISABLED_OTHER),
    "烈士遗属": _MARTYR, "烈属": _MARTYR,
    "因公牺牲军人遗属": _DUTY, "因公牺牲遗属": _DUTY,
    "病故军人遗属": _DECEASED, "病故遗属": _DECEASED,
    "在乡退伍红军老战士": Meaning(Category.RED_ARMY, "red_army_allowance", "red_army"),
    "在乡西路军红军老战士": Meaning(Category.WEST_ROUTE, "red_army_allowance", "west_route"),
    "红军失散人员": Meaning(Category.RED_ARMY_SCATTERED, "red_army_allowance", "scattered"),
    "在乡复员军人": _DEMOBILISED, "在乡老复员军人": _DEMOBILISED, "复员军人": _DEMOBILISED,
    "带病回乡退役军人": _ILLNESS, "带病回乡退伍军人": _ILLNESS, "带病回乡": _ILLNESS,
    "参战退役人员": _COMBAT, "参战退役军人": _COMBAT, "参战": _COMBAT, "参战人员": _COMBAT,
    "参试退役人员": _NUCLEAR, "参试退役军人": _NUCLEAR, "参试": _NUCLEAR, "参试人员": _NUCLEAR,
    "60周岁以上农村籍退役士兵": _RURAL, "农村籍退役士兵": _RURAL, "60岁以上农村籍退役士兵": _RURAL, "农村籍": _RURAL,
    "部分烈士老年子女": _CHILD, "烈士老年子女": _CHILD, "烈士子女": _CHILD, "部分烈士子女": _CHILD,
}  # fmt: skip


def _reader(*steps: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Chain readers of `rules`, turning their refusals into cells refused."""

    def read(value: Any) -> Any:
        try:
            for step in steps:
                value = step(value)
        except (CellProblem, IdentifierProblem) as problem:
            raise BadCell(problem.code, problem.reason) from problem
        return value

    return read


def _category(value: object) -> Meaning:
    text = celltext.squeeze(value)
    found = CATEGORIES.get(text)
    if not found:
        raise BadCell("category_unknown", f"没有“{text[:20]}”这个对象类别，请从模板的下拉列表中选择。")
    return found


def _in_payment(value: object) -> str:
    text = celltext.squeeze(value)
    if text not in IN_PAYMENT:
        raise BadCell(
            "status_not_paid", f"状态为“{text[:20]}”：只导入正在享受待遇的人员，其余请在人员档案中登记。"
        )
    return text


def _household(value: object) -> str:
    text = celltext.squeeze(value)
    kinds = {
        "农村": "rural",
        "农业": "rural",
        "农": "rural",
        "城镇": "urban",
        "非农": "urban",
        "非农业": "urban",
        "城": "urban",
    }
    if text not in kinds:
        raise BadCell("household_unknown", f"看不懂户籍类别“{text[:20]}”，请填：农村、城镇。")
    return kinds[text]


_text = _reader(celltext.read_text)
_date = _reader(celltext.read_date)

COLUMNS = (
    Column("number", _("序号"), _text, width=6),
    Column("name", _("姓名"), _reader(celltext.read_name), required=True, aliases=("人员姓名", "对象姓名")),
    Column(
        "id_number",
        _("身份证号"),
        _reader(celltext.as_identifier, identifiers.check_id),
        required=True,
        aliases=("身份证号码", "公民身份号码", "证件号码", "身份证"),
        width=22,
        note=_("18 位，单元格设为文本"),
    ),
    Column("sex", _("性别"), _reader(celltext.read_sex), width=6, choices=("男", "女")),
    Column("ethnicity", _("民族"), _text, width=8),
    Column("household", _("户籍类别"), _household, width=8, choices=("农村", "城镇")),
    Column(
        "town",
        _("户籍镇街道"),
        _text,
        required=True,
        aliases=("户籍镇（街道）", "镇街道", "乡镇街道", "乡镇"),
    ),
    Column(
        "village",
        _("户籍村社区"),
        _text,
        required=True,
        aliases=("户籍村（社区）", "村社区", "村（社区）"),
        width=18,
    ),
    Column("address", _("居住地址"), _text, aliases=("现住址", "家庭住址", "住址"), width=28),
    Column(
        "phone",
        _("联系电话"),
        _reader(celltext.as_phone, identifiers.check_phone),
        aliases=("电话", "手机", "手机号"),
        width=14,
    ),
    Column(
        "category",
        _("对象类别"),
        _category,
        required=True,
        aliases=("人员类别", "优抚对象类别", "身份类别"),
        width=24,
        choices=tuple(str(c.label) for c in Category),
    ),
    Column(
        "grade",
        _("伤残等级"),
        _reader(celltext.read_grade),
        aliases=("残疾等级",),
        width=8,
        choices=("一级", "二级", "三级", "四级", "五级", "六级", "七级", "八级", "九级", "十级"),
    ),
    Column(
        "cause",
        _("伤残性质"),
        _reader(celltext.read_cause),
        aliases=("残疾性质",),
        width=8,
        choices=("因战", "因公", "因病"),
    ),
    Column("employment", _("属别"), _reader(celltext.read_employment), width=8, choices=("在职", "在乡")),
    Column("enlisted_on", _("入伍时间"), _date, aliases=("入伍日期", "参军时间"), note="1979-03-01"),
    Column("discharged_on", _("退役时间"), _date, aliases=("退役日期", "退伍时间"), note="1982-11-20"),
    Column(
        "service_years",
        _("折算服役年限"),
        _reader(celltext.read_int_years),
        aliases=("折算年限", "服役年限"),
        text=False,
        width=8,
    ),
    Column(
        "certificate",
        _("证书编号"),
        _reader(celltext.as_identifier),
        aliases=("证件编号", "优待证号"),
        width=16,
    ),
    Column("approved_on", _("批准时间"), _date, aliases=("批准日期", "审批时间")),
    Column(
        "first_month",
        _("起发年月"),
        _reader(celltext.read_month),
        required=True,
        aliases=("起发时间", "起始年月"),
        note="2013-07",
    ),
    Column("status", _("状态"), _in_payment, width=10, choices=("享受待遇",)),
    Column("bank", _("开户银行"), _text, aliases=("开户行", "银行"), width=18),
    Column(
        "account",
        _("银行账号"),
        _reader(celltext.as_identifier, identifiers.check_account),
        aliases=("银行卡号", "账号", "社保卡号"),
        width=24,
    ),
    Column("living_alone", _("是否孤老"), _reader(celltext.read_yes_no), width=8, choices=("是", "否")),
    Column("remarks", _("备注"), _text, width=20),
)


def check_row(row: ParsedRow) -> Iterable[Problem]:
    """What the cells of one row must agree on; a cell already refused is not judged again."""
    yield from _person(row)
    yield from _disability(row)
    yield from _dates(row)


def _say(row: ParsedRow, column: str, code: str, reason: str) -> Problem:
    return RECIPIENTS.problem(row, column, code, reason)


def _person(row: ParsedRow) -> Iterable[Problem]:
    identity, sex, meaning = (row.values.get(c) for c in ("id_number", "sex", "category"))
    if identity and sex and sex != identity.sex:
        yield _say(row, "sex", "sex_mismatch", "性别与身份证号第 17 位不符，请核对两者。")
    if meaning is _RURAL:
        if row.values.get("service_years", 0) is None:
            yield _say(row, "service_years", "years_missing", "农村籍退役士兵按折算服役年限计发，请填写。")
        first = row.values.get("first_month")
        if (
            identity
            and first is not None
            and first < periods.month_of(periods.birthday(identity.birth, RURAL_AGE))
        ):
            yield _say(
                row,
                "first_month",
                "under_60",
                f"起发年月早于年满 {RURAL_AGE} 周岁的月份，请核对起发年月和出生日期。",
            )
    if meaning is _DEMOBILISED and row.values.get("enlisted_on", 0) is None:
        yield _say(row, "enlisted_on", "enlisted_missing", "在乡复员军人按入伍时期计发，请填写入伍时间。")


def _disability(row: ParsedRow) -> Iterable[Problem]:
    meaning = row.values.get("category")
    if meaning is None:
        return
    grade, cause = row.values.get("grade", 0), row.values.get("cause", "")
    if meaning.programme != "disability_pension":
        if grade:
            yield _say(
                row, "grade", "grade_unexpected", "这一类别不填伤残等级；如本人另为伤残人员，请另填一行。"
            )
        return
    if grade is None:
        yield _say(row, "grade", "grade_missing", "伤残人员须填写伤残等级。")
    if cause is None:
        yield _say(row, "cause", "cause_missing", "伤残人员须填写伤残性质（因战、因公、因病）。")
    if grade and cause == "illness" and grade > 6:
        yield _say(
            row,
            "cause",
            "illness_grade",
            "因病残疾只有一级至六级享受抚恤（条例第二十七条），请核对等级和性质。",
        )


def _dates(row: ParsedRow) -> Iterable[Problem]:
    identity, enlisted, discharged = (
        row.values.get(c) for c in ("id_number", "enlisted_on", "discharged_on")
    )
    if enlisted and discharged and discharged <= enlisted:
        yield _say(row, "discharged_on", "dates_reversed", "退役时间不晚于入伍时间，请核对。")
    if identity and enlisted and periods.age_on(identity.birth, enlisted) < 12:
        yield _say(row, "enlisted_on", "enlisted_too_young", "入伍时不满 12 周岁，请核对入伍时间和身份证号。")
    if bool(row.values.get("account", "")) and row.values.get("bank", "") is None:
        yield _say(row, "bank", "bank_missing", "填了银行账号，请同时填写开户银行。")


def check_file(rows: Sequence[ParsedRow]) -> Iterable[Problem]:
    """The same person and category twice in a file: the second row is the duplicate."""
    seen: dict[tuple[str, Any], int] = {}
    for row in rows:
        identity, meaning = row.values.get("id_number"), row.values.get("category")
        if not (identity and meaning):
            continue
        first = seen.setdefault((identity.number, meaning.programme), row.number)
        if first != row.number:
            yield _say(
                row,
                "id_number",
                "duplicate_in_file",
                f"与第 {first} 行是同一人、同一待遇，请删去重复的一行。",
            )


RECIPIENTS = register(
    Sheet(
        code="recipients",
        title=_("优抚对象花名册"),
        permission=Permission.RECIPIENTS_IMPORT,
        columns=COLUMNS,
        check=check_row,
        check_all=check_file,
    )
)


def for_county(places: RegionIndex) -> Sheet:
    """The sheet with the places of a county: its rows get `region`, and a village must lie in the town beside it."""

    def check(row: ParsedRow) -> Iterable[Problem]:
        yield from check_row(row)
        yield from _place(row, places)

    return replace(RECIPIENTS, check=check)


def _place(row: ParsedRow, places: RegionIndex) -> Iterable[Problem]:
    town_text, village_text = row.values.get("town"), row.values.get("village")
    if not town_text or not village_text:
        return
    try:
        town = places.town(town_text)
    except (UnknownName, AmbiguousName):
        yield _say(row, "town", "town_unknown", f"本县没有“{town_text[:20]}”这个镇街道，请核对名称。")
        return
    try:
        row.values["region"] = places.village(village_text, town)
    except UnknownName:
        elsewhere = places.anywhere(village_text)
        where = f"，它属于{elsewhere.parent.name}" if elsewhere and elsewhere.parent else ""
        yield _say(
            row,
            "village",
            "village_not_in_town",
            f"{town.name}没有“{village_text[:20]}”{where}，请核对镇街道和村社区。",
        )
    except AmbiguousName as several:
        yield _say(
            row,
            "village",
            "village_ambiguous",
            f"“{village_text[:20]}”可能是{'或'.join(several.names)}，请写全称。",
        )


def terms_of(values: dict[str, Any]) -> Terms:
    """What a good row is priced by."""
    meaning: Meaning = values["category"]
    given: dict[str, Any] = {"kind": meaning.kind}
    if meaning.programme == "disability_pension":
        given |= {name: values.get(name) for name in ("grade", "cause", "employment")}
    elif meaning.programme == "rural_veteran_allowance":
        given["service_years"] = values["service_years"]
    elif meaning.programme == "demobilised_allowance":
        given["period"] = "resistance_war" if values["enlisted_on"] <= RESISTANCE_WAR_ENDED else "other"
    return Terms(meaning.programme, **given)
