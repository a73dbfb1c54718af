"""依申请公开: what somebody asked the bureau to make public, and every step on the way to the answer."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from youfu.kit.crypto import SealedField
from youfu.kit.models.audit import APPEND_ONLY
from youfu.kit.models.workflow import moment
from youfu.modules.documents.models.numbering import USER, Number
from youfu.modules.documents.models.papers import ORGANISATION, REGION
from youfu.modules.documents.queries import InformationRequestQuerySet
from youfu.rules.circulation import REQUEST_CHANGES, REQUEST_ENDED

GROUNDED = ("partly", "refused", "elsewhere", "absent", "repeated")  # outcomes that rest on a provision


class InformationRequest(models.Model):
    """A request for information 依申请公开: who asks for what, and the answer, on the clock of 政府信息公开条例 (articles 29-40).

    `due_on` is the last working day for the answer: 20 working days, once 20 more (article 33). The time in which the applicant
    completes the request, or a third party is asked, does not count: `paused_on` is the last day that counts, `paused_until` the
    last that others were given. Whoever drafts the answer does not give it, and no draft outlives such a time. Name and contact
    are sealed.
    """

    class State(models.TextChoices):
        RECEIVED = "received", _("办理中")
        SUPPLEMENT = "supplement", _("待补正")
        CONSULT = "consult", _("征求第三方意见")
        ANSWERED = "answered", _("已答复")
        WITHDRAWN = "withdrawn", _("已撤回")

    class Way(models.TextChoices):
        COUNTER = "counter", _("当面")
        LETTER = "letter", _("邮寄")
        WEB = "web", _("网上")
        FAX = "fax", _("传真、电子邮件")

    class Outcome(models.TextChoices):
        GIVEN = "given", _("予以公开")
        PARTLY = "partly", _("部分公开")
        OPEN = "open", _("已主动公开，告知途径")
        REFUSED = "refused", _("不予公开")
        ABSENT = "absent", _("信息不存在")
        ELSEWHERE = "elsewhere", _("不属于本机关掌握")
        REPEATED = "repeated", _("重复申请")
        UNCLEAR = "unclear", _("逾期不补正，不再办理")

    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.RECEIVED)
    region = models.ForeignKey(REGION, models.PROTECT, related_name="+", verbose_name=_("区划"))
    number = models.OneToOneField(Number, models.PROTECT, related_name="request", verbose_name=_("编号"))
    way = models.CharField(_("收到方式"), max_length=8, choices=Way)
    received_on = models.DateField(_("收到日期"))
    applicant_kind = models.CharField(
        _("申请人"), max_length=8, choices=(("citizen", _("公民")), ("body", _("法人或其他组织")))
    )
    applicant = SealedField(_("姓名或名称"))
    contact = SealedField(_("联系方式"))
    wanted = models.CharField(_("所需信息"), max_length=1000)
    form = models.CharField(_("提供形式"), max_length=60, blank=True)
    handler = models.ForeignKey(
        ORGANISATION, models.PROTECT, null=True, related_name="+", verbose_name=_("承办科室")
    )
    due_on = models.DateField(_("答复期限"))
    extended_on = models.DateField(_("延期日期"), null=True)
    extended_why = models.CharField(_("延期原因"), max_length=200, blank=True)
    paused_on = models.DateField(_("暂停计时自"), null=True)
    paused_until = models.DateField(_("补正（反馈）期限"), null=True)
    outcome = models.CharField(_("答复"), max_length=10, choices=Outcome, blank=True)
    ground = models.CharField(_("依据"), max_length=200, blank=True)
    answer = models.CharField(_("答复内容"), max_length=2000, blank=True)
    drafted_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name=_("拟办人")
    )
    answered_on = models.DateField(_("答复日期"), null=True)
    withdrawn_on = models.DateField(_("撤回日期"), null=True)
    answered_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name=_("答复人")
    )
    # Blind indexes: of the code a web applicant was given, of the form it was sent with, of the address it came from.
    query_code = models.CharField(max_length=64, blank=True)
    once = models.CharField(max_length=64, null=True, unique=True)
    origin = models.CharField(max_length=64, blank=True)
    made_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))
    made_at = models.DateTimeField(_("登记时间"), default=moment)

    objects = InformationRequestQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                name="request_answer_is_whole",
                condition=Q(
                    state="answered",
                    answered_on__isnull=False,
                    answered_by__isnull=False,
                    drafted_by__isnull=False,
                )
                & ~Q(outcome="")
                | ~Q(state="answered") & Q(answered_on=None, answered_by=None),
            ),
            models.CheckConstraint(
                name="request_withdrawal_has_day",
                condition=Q(state="withdrawn", withdrawn_on__isnull=False)
                | ~Q(state="withdrawn") & Q(withdrawn_on=None),
            ),
            models.CheckConstraint(
                name="request_draft_fits_state",
                condition=Q(drafted_by=None)
                | Q(state__in=tuple(sorted(REQUEST_ENDED)))
                | Q(state="received") & ~Q(outcome="unclear")
                | Q(state="supplement", outcome="unclear"),
            ),
            models.CheckConstraint(
                name="request_four_eyes", condition=Q(answered_by=None) | ~Q(answered_by=F("drafted_by"))
            ),
            models.CheckConstraint(
                name="request_extension_has_reason",
                condition=Q(extended_on=None, extended_why="")
                | Q(extended_on__isnull=False) & ~Q(extended_why=""),
            ),
            models.CheckConstraint(
                name="request_refusal_has_ground",
                condition=~Q(outcome__in=GROUNDED) | ~Q(ground=""),
            ),
            models.CheckConstraint(
                name="request_pause_fits_state",
                condition=Q(state__in=("supplement", "consult"), paused_on__isnull=False)
                | (~Q(state__in=("supplement", "consult")) & Q(paused_on=None)),
            ),
        )
        indexes = (
            models.Index(
                fields=("due_on",),
                condition=~Q(state__in=tuple(sorted(REQUEST_ENDED))),
                name="request_waiting",
            ),
            models.Index(fields=("origin", "-made_at"), condition=~Q(origin=""), name="request_origin"),
            models.Index(fields=("query_code",), condition=~Q(query_code=""), name="request_code"),
        )
        triggers = [
            pgtrigger.FSM(name="state_by_table", field="state", transitions=sorted(REQUEST_CHANGES)),
            pgtrigger.ReadOnly(
                name="identity_stays",
                fields=[
                    "number",
                    "region",
                    "received_on",
                    "wanted",
                    "applicant",
                    "contact",
                    "query_code",
                    "once",
                ],
            ),
            pgtrigger.Protect(
                name="extended_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.extended_on IS NOT NULL AND OLD.extended_on IS DISTINCT FROM NEW.extended_on"
                ),
            ),
            pgtrigger.Protect(
                name="answer_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state = 'answered' AND (OLD.outcome, OLD.ground, OLD.answer, OLD.answered_on, OLD.due_on)"
                    " IS DISTINCT FROM (NEW.outcome, NEW.ground, NEW.answer, NEW.answered_on, NEW.due_on)"
                ),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def region_path(self) -> str:
        return str(self.region.path)

    @property
    def ended(self) -> bool:
        return self.state in REQUEST_ENDED


class RequestStep(models.Model):
    """What was done with a request, when and by whom: append-only. `until` is a day that was set, `text` never names the
    applicant."""

    class Verb(models.TextChoices):
        REGISTER = "register", _("登记")
        ASSIGN = "assign", _("交办")
        ASK = "ask", _("告知补正")
        SUPPLY = "supply", _("收到补正")
        CONSULT = "consult", _("征求第三方意见")
        CONSULTED = "consulted", _("收到第三方意见")
        EXTEND = "extend", _("延长答复期限")
        DRAFT = "draft", _("拟写答复")
        RETURN = "return", _("退回重拟")
        ANSWER = "answer", _("答复")
        WITHDRAW = "withdraw", _("申请人撤回")

    request = models.ForeignKey(InformationRequest, models.PROTECT, related_name="log")
    verb = models.CharField(_("办理"), max_length=10, choices=Verb)
    text = models.CharField(_("说明"), max_length=1000, blank=True)
    until = models.DateField(_("期限"), null=True)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name=_("办理人"))
    author = models.CharField(_("办理人"), max_length=200)
    at = models.DateTimeField(_("时间"), default=moment)

    class Meta:
        ordering = ("id",)
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.request} {self.get_verb_display()}"
