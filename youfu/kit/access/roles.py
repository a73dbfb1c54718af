"""Roles, in code and reviewed like law. Who holds one, where and from when to when, is a Grant (data).

The three administrators are kept apart as GB/T 22239-2019 8.1.4.2 demands: the system administrator opens accounts but
grants nothing, the security administrator grants but sees no person, the auditor reads the trail and changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from youfu.kit.access.permissions import Permission as P
from youfu.kit.text import Text


@dataclass(frozen=True)
class Role:
    """A named set of permissions; `level` is the lowest region level it is meant for."""

    code: str
    title: Text
    level: str
    permissions: frozenset[P]


def _role(code: str, title: Text, level: str, *permissions: P) -> Role:
    return Role(code, title, level, frozenset({P.SITE_USE, *permissions}))


_READ = (P.PEOPLE_VIEW, P.STANDARDS_VIEW, P.APPLICATIONS_VIEW)
_COUNTER = (P.PEOPLE_REGISTER, P.APPLICATIONS_MAKE)
# Documents: a station reads what is delivered there, signs for it and answers; the bureau's own people see all of the bureau's,
# draft, countersign and handle.
_STATION = (P.DOCUMENTS_READ, P.DOCUMENTS_ANSWER)
_BUREAU = (*_STATION, P.DOCUMENTS_VIEW, P.DOCUMENTS_HANDLE, P.DISCLOSURES_VIEW)

ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        _role("village_worker", _("村社区专干"), "village", *_READ, *_COUNTER, *_STATION,
              P.APPLICATIONS_VILLAGE),
        _role("town_reviewer", _("镇街道审核"), "town", *_READ, *_COUNTER, *_STATION, P.PEOPLE_REVEAL,
              P.APPLICATIONS_TOWN, P.APPLICATIONS_EXPORT, P.DOCUMENTS_EXPORT, P.REPORTS_VIEW),
        _role("counter", _("服务窗口"), "county", *_READ, *_COUNTER, *_STATION, P.PEOPLE_REVEAL),
        _role(
            "benefits_clerk", _("待遇经办"), "county", *_READ, P.PEOPLE_REVEAL, P.PEOPLE_EDIT, P.PEOPLE_EXPORT,
            P.RECIPIENTS_IMPORT, P.ENTITLEMENTS_EDIT, P.STANDARDS_LOAD, P.ROLLS_VIEW, P.ROLLS_COMPUTE,
            P.ROLLS_EXPORT, P.JOBS_VIEW, P.REPORTS_VIEW, *_COUNTER, P.APPLICATIONS_EXAMINE, P.APPLICATIONS_EXPORT,
            P.CALENDAR_EDIT, *_BUREAU,
        ),
        _role(
            "benefits_reviewer", _("待遇复核"), "county", *_READ, P.PEOPLE_REVEAL, P.ROLLS_VIEW, P.ROLLS_APPROVE,
            P.APPLICATIONS_REVIEW, P.APPLICATIONS_EXPORT, P.REPORTS_VIEW, P.SYSTEM_VERIFY, *_BUREAU,
        ),
        _role("bureau_leader", _("局领导"), "county", *_READ, P.ROLLS_VIEW, P.ROLLS_APPROVE, P.APPLICATIONS_SIGN,
              P.APPLICATIONS_SUPERVISE, P.REPORTS_VIEW, *_BUREAU, P.DOCUMENTS_SIGN, P.DOCUMENTS_EXPORT,
              P.DISCLOSURES_RELEASE),
        _role("finance", _("财务"), "county", P.STANDARDS_VIEW, P.ROLLS_VIEW, P.ROLLS_EXPORT, P.REPORTS_VIEW,
              P.SYSTEM_VERIFY, *_BUREAU),
        _role("records", _("档案"), "county", *_READ, P.PEOPLE_REVEAL, P.PEOPLE_EDIT, P.PEOPLE_EXPORT, P.REPORTS_VIEW,
              *_BUREAU),
        _role("documents", _("文书"), "county", P.STANDARDS_VIEW, P.REPORTS_VIEW, *_BUREAU, P.DOCUMENTS_CHECK,
              P.DOCUMENTS_ISSUE, P.DOCUMENTS_EXPORT, P.ANNOUNCEMENTS_MAKE, P.DISCLOSURES_EDIT),
        _role("auditor", _("审计"), "county", *_READ, P.ROLLS_VIEW, P.AUDIT_VIEW, P.USERS_VIEW, P.JOBS_VIEW,
              P.REPORTS_VIEW, P.SYSTEM_VERIFY, P.DOCUMENTS_READ, P.DOCUMENTS_VIEW, P.DISCLOSURES_VIEW),
        _role("system_administrator", _("系统管理员"), "county", P.USERS_VIEW, P.USERS_EDIT, P.REGIONS_EDIT,
              P.JOBS_VIEW, P.SYSTEM_VERIFY),
        _role("security_administrator", _("安全管理员"), "county", P.USERS_VIEW, P.GRANTS_EDIT),
    )
}  # fmt: skip

INCOMPATIBLE: dict[frozenset[str], Text] = {
    frozenset({"benefits_clerk", "benefits_reviewer"}): _("经办和复核不能是同一人"),
    frozenset({"benefits_clerk", "bureau_leader"}): _("经办和审批不能是同一人"),
    frozenset({"benefits_reviewer", "finance"}): _("复核和出账不能是同一人"),
    frozenset({"bureau_leader", "finance"}): _("审批和出账不能是同一人"),
    frozenset({"benefits_clerk", "finance"}): _("经办和出账不能是同一人"),
    frozenset({"system_administrator", "security_administrator"}): _("系统管理员和安全管理员不能是同一人"),
    frozenset({"system_administrator", "auditor"}): _("系统管理员和审计不能是同一人"),
    frozenset({"security_administrator", "auditor"}): _("安全管理员和审计不能是同一人"),
}


def conflicts(held: set[str], wanted: str) -> list[str]:
    """Sentences saying why `wanted` may not join the roles a user already holds."""
    found = [str(why) for pair, why in INCOMPATIBLE.items() if wanted in pair and (pair - {wanted}) & held]
    administrators = {"system_administrator", "security_administrator"}
    business = (held | {wanted}) - administrators - {"auditor"}
    if (held | {wanted}) & administrators and business:
        found.append(str(_("管理员不能兼任业务角色")))
    return found
