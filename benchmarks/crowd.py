"""A crowd of invented people, made by set-based SQL: names, regions, entitlements as a county of that size would have them.

1,000 slots carry what varies; a hash of the person's number chooses the slot. The ID numbers of every 1,000th person are
real ciphertext and found by search; the others share those ciphertexts, which costs the reader the same.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from youfu.kit.crypto import blind_index, seal
from youfu.kit.pinyin import pinyin_of
from youfu.modules.entitlements.actions import interned
from youfu.modules.organisations.models import Region
from youfu.modules.people.models import Category
from youfu.modules.standards.models import Programme
from youfu.rules.identifiers import check_digit
from youfu.rules.periods import parse_month
from youfu.rules.pricing import Terms

FIRST_MONTH, STARTED = parse_month("2026-08"), parse_month("2018-01")
TABLES = ("people_person", "people_identity", "people_bankaccount", "entitlements_entitlement")
# Weights by rank, roughly as surnames are spread: the first is one person in thirteen.
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾"
    "夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常单仇"
)
GIVEN = (
    "国建华明文军平志伟德福荣根林生金宝水土兴仁义祥庆云龙海江山东南春夏秋冬梅兰英芳秀珍玉美丽红霞静洪永长有为民新成正光耀祖孝忠良善和顺安康宁"
    "大小阿三四五六九十子木火石松柏桂花月星天地人心思学勤勇强刚毅俊杰少卿伯仲叔季元亨利贞方圆直曲清泉源流波涛"
)


def terms() -> list[tuple[Category, Terms, int]]:
    """Every combination that occurs, with a weight per thousand."""
    found: list[tuple[Category, Terms, int]] = []
    for grade in range(1, 11):
        for cause in ("war", "duty", "illness") if grade < 7 else ("war", "duty"):
            for employment in ("employed", "unemployed", None):
                found.append(
                    (
                        Category.DISABLED_MEMBER,
                        Terms("disability_pension", grade, cause, employment=employment),
                        2,
                    )
                )
    found += [
        (Category.RURAL_VETERAN, Terms("rural_veteran_allowance", service_years=y), max(1, 40 - y))
        for y in range(1, 31)
    ]
    for category, kind in (
        (Category.MARTYR_SURVIVOR, "martyr"),
        (Category.DUTY_DEATH_SURVIVOR, "duty_death"),
        (Category.DECEASED_SURVIVOR, "deceased"),
    ):
        found.append((category, Terms("survivor_pension", kind=kind), 9))
    found += [
        (Category.DEMOBILISED, Terms("demobilised_allowance", period=p), 4)
        for p in ("resistance_war", "other")
    ]
    for category, programme, weight in (
        (Category.ILLNESS_VETERAN, "illness_veteran_allowance", 60), (Category.COMBAT_VETERAN, "combat_allowance", 80),
        (Category.NUCLEAR_TEST_VETERAN, "nuclear_test_allowance", 10), (Category.MARTYR_CHILD, "martyr_child_allowance", 20),
    ):  # fmt: skip
        found.append((category, Terms(programme), weight))
    return found


def sample_number(n: int) -> str:
    """The ID number of the nth person that search can find (n < 1,000)."""
    body = f"330499{1925 + n % 70}{n % 12 + 1:02d}{n % 28 + 1:02d}{n:03d}"
    return body + check_digit(body)


def fill(people: int, county: str) -> float:
    """Make them; returns the seconds it took. Ids run from 1; the database holds nobody else."""
    begun = time.perf_counter()
    with connection.cursor() as cursor:
        _slots(cursor, people, county)
        for table, statement in STATEMENTS.items():
            with bare(cursor, table):
                cursor.execute(
                    statement, {"people": people, "county": county, "first": FIRST_MONTH, "started": STARTED}
                )
        for table in TABLES:
            cursor.execute(
                f"select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from {table}))"
            )
            cursor.execute(f"vacuum (analyze) {table}")
    return time.perf_counter() - begun


@contextmanager
def bare(cursor: Any, table: str) -> Iterator[None]:
    """Load a table without its indexes, constraints and triggers, and make them again: in bulk they cost less."""
    cursor.execute(
        "select conname, pg_get_constraintdef(oid) from pg_constraint"
        " where conrelid = %s::regclass and contype in ('u', 'x', 'f')",
        [table],
    )
    constraints = cursor.fetchall()
    cursor.execute(
        "select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index i where indrelid = %s::regclass"
        " and not exists (select from pg_constraint c where c.conindid = i.indexrelid)", [table],
    )  # fmt: skip
    indexes = cursor.fetchall()
    for name, _definition in constraints:
        cursor.execute(f"alter table {table} drop constraint {name}")
    for name, _definition in indexes:
        cursor.execute(f"drop index {name}")
    cursor.execute(f"alter table {table} disable trigger user")
    yield
    cursor.execute(f"alter table {table} enable trigger user")
    for _name, definition in indexes:
        cursor.execute(definition)
    for name, definition in constraints:
        cursor.execute(f"alter table {table} add constraint {name} {definition}")


def _slots(cursor: Any, people: int, county: str) -> None:
    """Small tables that say what each slot means."""
    numbers = dict(Programme.objects.values_list("code", "number"))
    known = [(numbers[t.programme], interned(t).pk, str(c), w) for c, t, w in terms()]
    _table(
        cursor, "slot_terms (slot int, programme_id smallint, terms_id bigint, category text)", _spread(known)
    )
    ranked = [(*_spoken(c), 1000 // (rank + 8)) for rank, c in enumerate(SURNAMES)]
    _table(cursor, "slot_surname (slot int, name text, pinyin text, initial text)", _spread(ranked))
    given = [(*_spoken(c), 1) for c in GIVEN]
    _table(cursor, "slot_given (slot int, name text, pinyin text, initial text)", _spread(given))
    numbers_ = [sample_number(n) for n in range(1000)]
    _table(cursor, "slot_id (slot int, sealed bytea, found bytea)",
           [(n, seal(number), blind_index(number)) for n, number in enumerate(numbers_)])  # fmt: skip
    inside = Region.objects.get(pk=county)
    villages = list(
        Region.objects.current().under(inside).filter(level=Region.Level.VILLAGE).values_list("code")
    )
    _table(
        cursor,
        "slot_place (slot int, code text)",
        [(s, villages[s * len(villages) // 1000][0]) for s in range(1000)],
    )


def _spoken(character: str) -> tuple[str, str, str]:
    return (character, *pinyin_of(character))


def _spread(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Rows with a weight last, over exactly 1,000 slots, each at least once where there is room."""
    total, at, out = sum(row[-1] for row in rows), 0.0, []
    for row in rows:
        first, at = round(at), at + 1000 * row[-1] / total
        out += [(slot, *row[:-1]) for slot in range(first, round(at))]
    return out


def _table(cursor: Any, declaration: str, rows: list[tuple[Any, ...]]) -> None:
    name = declaration.split()[0]
    cursor.execute(f"create temp table {declaration}")
    with cursor.copy(f"copy {name} from stdin") as copy:
        for row in rows:
            copy.write_row(row)
    cursor.execute(f"alter table {name} add primary key (slot)")
    cursor.execute(f"analyze {name}")


def _slot(salt: int) -> str:
    """A slot from 0 to 999 that depends on the person's number and a salt."""
    return f"mod(hashint8extended(i, {salt}) & 1073741823, 1000)::int"


STATEMENTS = {
    "people_person": f"""
        insert into people_person (id, id_number, id_index, name, pinyin, initials, sex, born_on, ethnicity, household,
            household_region_id, residence_region_id, address, phone, living_alone, status, remarks, filed_at)
        select i, n.sealed,
            case when mod(i, %(people)s / 1000) = 0 then n.found else decode(md5(i::text) || md5((-i)::text), 'hex') end,
            s.name || a.name || case when mod(i, 8) = 0 then '' else b.name end,
            s.pinyin || a.pinyin || case when mod(i, 8) = 0 then '' else b.pinyin end,
            s.initial || a.initial || case when mod(i, 8) = 0 then '' else b.initial end,
            1 + mod(i, 2), date '1925-01-01' + (hashint8extended(i, 7) & 16383)::int, '汉族', 'rural', p.code, null, '', null,
            mod(i, 50) = 0, 'alive', '', now()
        from generate_series(1, %(people)s) i
        join slot_surname s on s.slot = {_slot(1)} join slot_given a on a.slot = {_slot(2)}
        join slot_given b on b.slot = {_slot(3)}
        join slot_place p on p.slot = {_slot(4)} join slot_id n on n.slot = mod(i / (%(people)s / 1000), 1000)
    """,
    "people_identity": f"""
        insert into people_identity (person_id, category, valid, basis)
        select i, t.category, daterange('2018-01-01', null), ''
        from generate_series(1, %(people)s) i join slot_terms t on t.slot = {_slot(5)}
    """,
    "people_bankaccount": """
        insert into people_bankaccount (person_id, bank, number, number_index, holder, valid)
        select i, '乌镇农商银行', n.sealed, decode(md5(i::text) || md5((-i)::text), 'hex'), '', daterange('2018-01-01', null)
        from generate_series(1, %(people)s) i join slot_id n on n.slot = mod(i, 1000)
    """,
    # One in twenty is a survivor as well: pensions are then paid side by side, and the rural allowance gives way.
    "entitlements_entitlement": f"""
        insert into entitlements_entitlement (person_id, programme_id, terms_id, county_id, months, closed_before, basis, ended,
            ended_basis, revision)
        select i, programme_id, terms_id, %(county)s, int4range(%(started)s, null), %(first)s, '', '', '', 0 from (
            select i, t.programme_id, t.terms_id from generate_series(1, %(people)s) i join slot_terms t on t.slot = {_slot(5)}
            union
            select i, t.programme_id, t.terms_id from generate_series(20, %(people)s, 20) i
            join slot_terms o on o.slot = {_slot(5)} and o.programme_id <> 2
            join slot_terms t on t.slot = (select min(slot) from slot_terms where programme_id = 2) + mod(i / 20, 3)
        ) held
    """,
}
