"""Pages of the person 一人一档: the list, the file, and the forms that change it."""

from youfu.modules.people.pages.changes import ChangeAccount, RecordDeath, UpdatePerson
from youfu.modules.people.pages.people import People
from youfu.modules.people.pages.person import PersonPage, Reveal
from youfu.modules.people.pages.register import RegisterPerson

__all__ = ["ChangeAccount", "People", "PersonPage", "RecordDeath", "RegisterPerson", "Reveal", "UpdatePerson"]
