"""Every permission, named noun.verb. A page, action, sheet or indicator that names none does not import."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """What may be done; who may do it is in roles.py, where it may be done is in a Grant."""

    SITE_USE = "site.use"
    PEOPLE_VIEW = "people.view"
    PEOPLE_REVEAL = "people.reveal"
    PEOPLE_EDIT = "people.edit"
    PEOPLE_EXPORT = "people.export"
    RECIPIENTS_IMPORT = "recipients.import"
    ENTITLEMENTS_EDIT = "entitlements.edit"
    STANDARDS_VIEW = "standards.view"
    STANDARDS_LOAD = "standards.load"
    PEOPLE_REGISTER = "people.register"
    APPLICATIONS_VIEW = "applications.view"
    APPLICATIONS_MAKE = "applications.make"
    APPLICATIONS_VILLAGE = "applications.village"
    APPLICATIONS_TOWN = "applications.town"
    APPLICATIONS_EXAMINE = "applications.examine"
    APPLICATIONS_REVIEW = "applications.review"
    APPLICATIONS_SIGN = "applications.sign"
    APPLICATIONS_SUPERVISE = "applications.supervise"
    APPLICATIONS_EXPORT = "applications.export"
    CALENDAR_EDIT = "calendar.edit"
    ROLLS_VIEW = "rolls.view"
    ROLLS_COMPUTE = "rolls.compute"
    ROLLS_APPROVE = "rolls.approve"
    ROLLS_EXPORT = "rolls.export"
    REGIONS_EDIT = "regions.edit"
    USERS_VIEW = "users.view"
    USERS_EDIT = "users.edit"
    GRANTS_EDIT = "grants.edit"
    AUDIT_VIEW = "audit.view"
    JOBS_VIEW = "jobs.view"
    REPORTS_VIEW = "reports.view"
    SYSTEM_VERIFY = "system.verify"
