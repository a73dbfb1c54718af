"""Pages of the yearly confirmation 年度确认 and of the prompts 到龄提醒."""

from youfu.modules.recognition.pages.confirming import desk as desk
from youfu.modules.recognition.pages.confirming.campaigns import CampaignPage, Campaigns, OpenCampaign
from youfu.modules.recognition.pages.confirming.forms import Propose, Record, RemindConfirmation, Reopen
from youfu.modules.recognition.pages.confirming.prompting import Prompts, Told
from youfu.modules.recognition.pages.confirming.rounds import Confirm, Round
from youfu.modules.recognition.pages.confirming.rows import Confirmations

__all__ = [
    "CampaignPage", "Campaigns", "Confirm", "Confirmations", "OpenCampaign", "Prompts", "Propose", "Record",
    "RemindConfirmation", "Reopen", "Round", "Told",
]  # fmt: skip
