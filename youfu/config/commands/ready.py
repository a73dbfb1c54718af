"""Is the database ready? Applying migrations where that is asked for, and saying so plainly where it is not."""

from __future__ import annotations

from django.core.management import call_command
from django.db import ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from youfu.kit.errors import Refused
from youfu.modules.organisations.models import Region
from youfu.modules.organisations.queries import county


def pending() -> bool:
    """Tell whether the database is behind the program."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate() -> bool:
    """Apply what is pending, one program at a time; True when there was something."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(hashtext('youfu.migrate'))")
        try:
            if not pending():
                return False
            call_command("migrate", verbosity=0, interactive=False)
            return True
        finally:
            cursor.execute("select pg_advisory_unlock(hashtext('youfu.migrate'))")


def demand_ready() -> Region:
    """The county of this database; Refused when there is none yet, or when the tables are older than the program."""
    try:
        region = county()
    except ProgrammingError as error:
        raise Refused(_("数据库尚未建立：请先运行 youfu init。")) from error
    if pending():
        raise Refused(_("程序已更新，数据库还没有：请先运行 youfu serve（它会自动更新），再试一次。"))
    return region
