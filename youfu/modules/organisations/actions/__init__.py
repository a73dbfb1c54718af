"""What organisations does: divisions, the county's bodies, accounts and grants."""

from youfu.modules.organisations.actions.establish import establish_county
from youfu.modules.organisations.actions.locality import FIELDS as LOCALITY_FIELDS
from youfu.modules.organisations.actions.locality import update_locality
from youfu.modules.organisations.actions.regions import load_regions, merge_region, rename_region
from youfu.modules.organisations.actions.users import (
    close_account,
    give_grant,
    open_account,
    reset_password,
    withdraw_grant,
)

__all__ = [
    "LOCALITY_FIELDS", "close_account", "establish_county", "give_grant", "load_regions", "merge_region", "open_account",
    "rename_region", "reset_password", "update_locality", "withdraw_grant",
]  # fmt: skip
