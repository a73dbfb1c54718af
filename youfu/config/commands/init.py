"""`youfu init`: an empty county, ready to work. Running it again does no harm and says what was there."""

from __future__ import annotations

import csv
import gzip
import io
import os
import secrets
from argparse import Namespace
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from youfu.config.commands.acting import tell
from youfu.config.commands.ready import migrate
from youfu.kit import crypto
from youfu.kit.access import System
from youfu.kit.errors import Refused
from youfu.kit.models import SealCheck
from youfu.kit.scope import acting
from youfu.modules.administration import actions as administration
from youfu.modules.organisations import actions as organisations
from youfu.modules.organisations.models import Organisation, Region, User
from youfu.modules.standards import actions as standards

PACKAGE = files("youfu")
PACKS = ("national", "zhejiang", "tongxiang")
WORD = "youfu"


def run(given: Namespace) -> int:
    """Make the county named by --county, and the trial accounts when asked for."""
    code = given.county.ljust(12, "0") if given.county.isdigit() else given.county
    county = establish(code)
    if given.demo_users:
        from youfu.config.demo.accounts import open_demo_accounts

        open_demo_accounts(county)
    elif not User.objects.exists():
        tell(_("还没有账号。先开立系统管理员和安全管理员，再由他们开立和授权其他账号："))
        tell("  youfu users open sysadmin --name 姓名 --role system_administrator")
        tell("  youfu users open secadmin --name 姓名 --role security_administrator")
    return 0


def establish(code: str) -> Region:
    """Everything a county needs before its first person; all or nothing, and harmless when it is there already."""
    make_keys()
    if migrate():
        tell(_("数据库结构已建立。"))
    by = System("youfu init")
    with acting(by):
        check_keys()
        county = _regions(code, by)
        known = Organisation.objects.count()
        bureau = organisations.establish_county(county, by=by)
        _said(_("机构"), Organisation.objects.count() - known)
        _policies(by)
        _said(_("工作日历年份"), administration.seed(by=by))
    tell(_("%(bureau)s已就绪。") % {"bureau": bureau})
    return county


def make_keys() -> None:
    """Make the key file and the session secret at first start; they are never overwritten."""
    if not settings.KEY_FILE.exists() and not _sealed_before():
        crypto.KeyFile(settings.KEY_FILE).create()
        tell(
            _("已生成密钥文件 %(file)s：请另存一份，没有它就读不出证号和账号。") % {"file": settings.KEY_FILE}
        )
    secret: Path = settings.HOME / "keys" / "session.secret"
    if not secret.exists():
        secret.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))


def _sealed_before() -> bool:
    """Was something sealed in this database already? Then a new key file would lock it for ever."""
    from django.db import connection

    if "kit_sealcheck" not in connection.introspection.table_names():
        return False
    return SealCheck.objects.exists()


def check_keys() -> None:
    """Prove that key file and database belong together; the first time, leave the proof. Refused otherwise."""
    check = SealCheck.objects.first()
    if check is None:
        SealCheck.objects.create(word=WORD)
    elif check.word.reveal() != WORD:
        raise Refused(_("密文与密钥不符：请确认密钥文件与数据库属于同一套数据。"))


def _regions(code: str, by: System) -> Region:
    if not Region.objects.filter(code=code).exists():
        with gzip.open(
            io.BytesIO((PACKAGE / "data" / "regions.csv.gz").read_bytes()), "rt", encoding="utf-8"
        ) as file:
            added = organisations.load_regions(csv.DictReader(file), by=by)
        _said(_("区划"), added)
    else:
        _said(_("区划"), 0)
    county = Region.objects.filter(code=code).first()
    if county is None:
        raise Refused(_("区划表中没有 %(code)s，请核对县级区划代码（如 330483）。") % {"code": code})
    return county


def _policies(by: System) -> None:
    """Programmes, the shipped policy packs, exclusions and time limits."""
    _said(_("待遇项目"), standards.load_programmes(table("programmes.csv"), by=by))
    for pack in PACKS:
        if (PACKAGE / "policies" / f"{pack}.csv").is_file():
            result = standards.load(table(f"{pack}.csv"), origin=f"policies/{pack}.csv", by=by)
            tell(_("政策标准 %(pack)s：%(result)s") % {"pack": pack, "result": result})
    _said(_("不并享规则"), standards.load_exclusions(table("exclusions.csv"), by=by))
    _said(_("办理时限"), standards.load_limits(table("limits.csv"), by=by))


def table(name: str) -> list[dict[str, str]]:
    """A shipped policy table as rows."""
    text = (PACKAGE / "policies" / name).read_text(encoding="utf-8-sig")
    return list(_rows(text))


def _rows(text: str) -> Iterator[dict[str, str]]:
    yield from csv.DictReader(io.StringIO(text))


def _said(what: str, added: int) -> None:
    if added:
        tell(_("%(what)s：新建 %(n)s 条。") % {"what": what, "n": added})
    else:
        tell(_("%(what)s：已在，未改动。") % {"what": what})
