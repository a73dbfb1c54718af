"""Sealing: what goes in comes out, nothing else opens it, and a key file is never guessed."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from youfu.kit import crypto
from youfu.kit.errors import Refused
from youfu.kit.models import SealCheck

NUMBER = "330499195005012417"


@pytest.fixture
def key_file(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """A key file of the test's own."""
    settings.KEY_FILE = tmp_path / "keys" / "youfu.keys"
    crypto.keys.cache_clear()
    yield settings.KEY_FILE
    crypto.keys.cache_clear()


@pytest.fixture
def made(db: None, key_file: Path) -> Path:
    """A new key file, of a database that has sealed nothing yet."""
    SealCheck.objects.all().delete()
    crypto.KeyFile(key_file).create()
    return key_file


class TestSeal:
    @given(st.text(max_size=200))
    def test_it_opens_to_what_was_sealed(self, text: str) -> None:
        assert crypto.unseal(crypto.seal(text)) == text

    @pytest.fixture(autouse=True)
    def _keys(self, db: None) -> None:
        """The key file of the test county."""

    def test_it_looks_different_every_time_and_shows_nothing(self) -> None:
        one, two = crypto.seal(NUMBER), crypto.seal(NUMBER)
        assert one != two
        assert NUMBER.encode() not in one + two

    def test_it_refuses_a_text_with_any_bit_changed(self) -> None:
        sealed = crypto.seal(NUMBER)
        for position in range(len(sealed)):
            bad = bytearray(sealed)
            bad[position] ^= 1
            with pytest.raises(Refused, match="密钥不符"):
                crypto.unseal(bytes(bad))

    @pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01" + b"x" * 20])
    def test_it_refuses_what_was_never_sealed(self, sealed: bytes) -> None:
        with pytest.raises(Refused, match="密钥不符"):
            crypto.unseal(sealed)

    def test_it_refuses_another_key(self, made: Path) -> None:
        sealed, index = crypto.seal(NUMBER), crypto.blind_index(NUMBER)
        made.unlink()
        crypto.KeyFile(made).create()
        crypto.keys.cache_clear()
        with pytest.raises(Refused, match="密钥不符"):
            crypto.unseal(sealed)
        assert crypto.blind_index(NUMBER) != index


class TestProof:
    def test_it_takes_no_key_file_of_another_database(self, made: Path) -> None:
        SealCheck.objects.create(word="youfu")
        made.unlink()
        crypto.KeyFile(made).create()
        crypto.keys.cache_clear()
        for use in (crypto.seal, crypto.blind_index):
            with pytest.raises(Refused, match="同一套数据"):
                use(NUMBER)


class TestKeyFile:
    def test_it_is_readable_by_its_owner_only(self, made: Path) -> None:
        assert stat.S_IMODE(made.stat().st_mode) == 0o600
        assert stat.S_IMODE(made.parent.stat().st_mode) == 0o700
        keys = json.loads(made.read_text())
        assert {name: len(bytes.fromhex(key)) for name, key in keys.items()} == {"data": 16, "index": 32}

    def test_it_is_never_overwritten(self, made: Path) -> None:
        before = made.read_bytes()
        with pytest.raises(FileExistsError):
            crypto.KeyFile(made).create()
        assert made.read_bytes() == before

    def test_it_says_that_it_is_missing_and_is_not_made_anew(self, key_file: Path) -> None:
        for use in (crypto.seal, crypto.blind_index):
            with pytest.raises(Refused, match=r"密钥文件 .*不存在：请从备份恢复"):
                use(NUMBER)
        assert not key_file.exists()

    @pytest.mark.parametrize("text", ["", "{", "{}", '{"data": "xyz", "index": "00"}', "[]", "\xff"])
    def test_it_says_that_it_is_broken(self, key_file: Path, text: str) -> None:
        key_file.parent.mkdir()
        key_file.write_text(text, encoding="latin-1")
        with pytest.raises(Refused, match="已损坏"):
            crypto.seal(NUMBER)


class TestSealedField:
    def test_it_is_unreadable_in_the_database_and_on_paper(self, make_person: Callable[..., Any]) -> None:
        person = make_person()
        number = person.id_number
        person.refresh_from_db()
        assert person.id_number.reveal() == number
        assert f"{person.id_number} {person.id_number!r}" == "•••••• ••••••"
        with connection.cursor() as cursor:
            cursor.execute("select id_number from people_person where id = %s", [person.pk])
            assert number.encode() not in bytes(cursor.fetchone()[0])

    def test_it_keeps_its_seal_when_saved_again(self, make_person: Callable[..., Any]) -> None:
        person = type(make_person()).objects.get()
        before = person.id_number.data
        person.save()
        assert type(person).objects.get().id_number.data == before

    def test_it_keeps_nothing_as_nothing(self, make_person: Callable[..., Any]) -> None:
        person = make_person()
        person.phone = None
        person.save()
        assert type(person).objects.get().phone is None


class TestDigests:
    def test_it_knows_the_published_digest_of_abc(self) -> None:
        """GB/T 32905-2016, annex A.1."""
        expected = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
        assert crypto.sm3(b"abc") == expected

    def test_it_finds_equal_texts_and_only_those(self, db: None) -> None:
        assert crypto.blind_index(NUMBER) == crypto.blind_index(NUMBER)
        assert len({crypto.blind_index(text) for text in (NUMBER, NUMBER[:-1] + "5", "")}) == 3
        assert len(crypto.blind_index(NUMBER)) == 32
