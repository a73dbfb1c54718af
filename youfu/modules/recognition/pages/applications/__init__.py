"""Pages of applications 补助审核: the list, the counter, the form, the review page with its verbs, the batch."""

from youfu.modules.recognition.pages.applications import desk as desk
from youfu.modules.recognition.pages.applications.batch import Batch
from youfu.modules.recognition.pages.applications.counter import Counter
from youfu.modules.recognition.pages.applications.drafts import EditApplication, NewApplication
from youfu.modules.recognition.pages.applications.lists import Applications
from youfu.modules.recognition.pages.applications.review import ApplicationPage
from youfu.modules.recognition.pages.applications.verbs import (
    Decide,
    PauseClock,
    Remind,
    ResumeClock,
    Reveal,
    Submit,
    Withdraw,
)

__all__ = [
    "ApplicationPage",
    "Applications",
    "Batch",
    "Counter",
    "Decide",
    "EditApplication",
    "NewApplication",
    "PauseClock",
    "Remind",
    "ResumeClock",
    "Reveal",
    "Submit",
    "Withdraw",
]
