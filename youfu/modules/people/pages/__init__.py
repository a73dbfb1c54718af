"""Pages of the person 一人一档: the list, the file, and the forms that change it."""

from youfu.modules.people.pages.changes import ChangeAccount, RecordDeath, UpdatePerson
from youfu.modules.people.pages.people import People
from youfu.modules.people.pages.person import PersonPage, Reveal

__all__ = ["ChangeAccount", "People", "PersonPage", "RecordDeath", "Reveal", "UpdatePerson"]
