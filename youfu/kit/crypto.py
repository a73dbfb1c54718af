"""Sealing personal data: SM4-GCM (GB/T 32907, RFC 8998) for content, HMAC-SM3 (GB/T 32905) for look-ups.

Keys come from a provider; the file provider can be replaced by one that talks to an HSM without touching a caller.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings
from django.db import models

from youfu.kit.errors import Refused

_VERSION = b"\x01"


class KeyProvider(Protocol):
    """Where keys come from. Bytes: 16 for SM4, 32 for HMAC-SM3."""

    def data_key(self) -> bytes: ...
    def index_key(self) -> bytes: ...


class KeyFile:
    """Keys in a JSON file with mode 0600, made once at first start and never overwritten."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def create(self) -> None:
        """Make the file; exclusive, so two starters cannot make two keys."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            json.dump({"data": os.urandom(16).hex(), "index": os.urandom(32).hex()}, file)

    def _read(self, name: str) -> bytes:
        try:
            return bytes.fromhex(json.loads(self.path.read_text())[name])
        except FileNotFoundError:
            raise Refused(
                f"密钥文件 {self.path} 不存在：请从备份恢复该文件；没有它，已加密的证号和账号无法读取。"
            ) from None
        except (ValueError, KeyError, TypeError, OSError) as error:
            raise Refused(f"密钥文件 {self.path} 无法读取或已损坏：请从备份恢复。") from error

    def data_key(self) -> bytes:
        return self._read("data")

    def index_key(self) -> bytes:
        return self._read("index")


@cache
def keys() -> tuple[bytes, Any]:
    """The data key and a keyed HMAC context that is copied per use; read and proved once per process.

    A key file of another database is refused before anything is sealed or looked up with it: with other keys nobody on file
    would be found, and everybody would be filed a second time.
    """
    provider: KeyProvider = KeyFile(settings.KEY_FILE)
    data_key = provider.data_key()
    _prove(data_key)
    return data_key, hmac.HMAC(provider.index_key(), hashes.SM3())


def _prove(data_key: bytes) -> None:
    """Open the word that this database sealed first, if it has sealed anything."""
    from youfu.kit.models.seals import SealCheck

    for check in SealCheck.objects.all()[:1]:
        _open(data_key, check.word.data)


def seal(text: str) -> bytes:
    """Encrypt text; every call gives different bytes (random nonce)."""
    nonce = os.urandom(12)
    encryptor = Cipher(algorithms.SM4(keys()[0]), modes.GCM(nonce)).encryptor()
    return _VERSION + nonce + encryptor.update(text.encode()) + encryptor.finalize() + encryptor.tag


def unseal(sealed: bytes) -> str:
    """Decrypt what `seal` made; a wrong key or a changed byte is refused, never guessed."""
    return _open(keys()[0], sealed)


def _open(data_key: bytes, sealed: bytes) -> str:
    if len(sealed) < 29 or sealed[:1] != _VERSION:
        raise Refused("密文与密钥不符：请确认密钥文件与数据库属于同一套数据。")
    nonce, body, tag = sealed[1:13], sealed[13:-16], sealed[-16:]
    decryptor = Cipher(algorithms.SM4(data_key), modes.GCM(nonce, tag)).decryptor()
    try:
        return (decryptor.update(body) + decryptor.finalize()).decode()
    except InvalidTag:
        raise Refused("密文与密钥不符：请确认密钥文件与数据库属于同一套数据。") from None


def blind_index(text: str) -> bytes:
    """32 bytes that find an equal text without revealing it."""
    context = keys()[1].copy()
    context.update(text.encode())
    return bytes(context.finalize())


def sm3(data: bytes | Iterable[bytes]) -> str:
    """SM3 digest of bytes, or of pieces one after the other, as 64 hexadecimal characters."""
    digest = hashes.Hash(hashes.SM3())
    for piece in (data,) if isinstance(data, bytes) else data:
        digest.update(piece)
    return digest.finalize().hex()


class Sealed:
    """A sealed text. Printing it shows nothing; `reveal()` is said on purpose, so that it can be searched for."""

    __slots__ = ("data",)

    def __init__(self, data: bytes) -> None:
        self.data = data

    def reveal(self) -> str:
        return unseal(self.data)

    def __str__(self) -> str:
        return "••••••"

    __repr__ = __str__


class SealedField(models.BinaryField):  # type: ignore[type-arg]  # generic for the checker only
    """A column that takes str and gives Sealed."""

    def from_db_value(self, value: Any, *_: Any) -> Sealed | None:
        return None if value is None else Sealed(bytes(value))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, Sealed):
            value = value.data
        elif isinstance(value, str):
            value = seal(value)
        return super().get_db_prep_value(value, connection, prepared)
