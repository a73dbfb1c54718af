"""What the demo county's letters say: every value is marked as a sample 示例, for the real ones are the bureau's to give."""

from __future__ import annotations

from youfu.kit.access import System
from youfu.modules.organisations import actions
from youfu.modules.organisations.models import Locality, Region

SAMPLE = {
    "name": "桐乡市退役军人事务局",
    "phone": "0573-00000000（示例）",
    "address": "桐乡市示例路1号（示例）",
    "postcode": "",
    "fonds": "示例001",
    "prefix": "示例退役优",
    "review_body": "桐乡市人民政府（示例）",
    "court": "桐乡市人民法院（示例）",
    "hospital": "示例医院（示例）",
}


def sample_locality(county: Region) -> bool:
    """Lay down the sample values where nothing was laid down; True when they were."""
    if Locality.objects.filter(region=county).exists():
        return False
    actions.update_locality(county, values=SAMPLE, by=System("youfu demo"))
    return True
