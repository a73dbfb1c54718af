"""Pages of administration 管理: accounts and roles, divisions, the trail, refusals, jobs, and whether everything adds up."""

from youfu.modules.administration.pages.calendar import Announce, Calendar, ChangeDay
from youfu.modules.administration.pages.jobs import Job, Jobs
from youfu.modules.administration.pages.locality import EditLocality
from youfu.modules.administration.pages.regions import MergeRegion, RegionPage, Regions, RenameRegion
from youfu.modules.administration.pages.trail import Denials, Trail
from youfu.modules.administration.pages.users import (
    CloseAccount,
    GiveGrant,
    OpenAccount,
    ResetPassword,
    UserPage,
    Users,
    WithdrawGrant,
)
from youfu.modules.administration.pages.verify import Verify

__all__ = [
    "Announce", "Calendar", "ChangeDay", "CloseAccount", "Denials", "EditLocality", "GiveGrant", "Job", "Jobs", "MergeRegion",
    "OpenAccount", "RegionPage", "Regions", "RenameRegion", "ResetPassword", "Trail", "UserPage", "Users", "Verify",
    "WithdrawGrant",
]  # fmt: skip
