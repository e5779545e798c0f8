"""Encrypted columns and keyed hashes for what names a person.

Values are AES-256-GCM under a key derived from the installation's secret; equality is looked
up by a keyed hash (HMAC-SHA-256) in a column of its own. Nonces are random, so the same value
never looks the same twice.
"""

import base64
import hmac
import os
from functools import lru_cache
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    _TextField = models.TextField[str, str]
else:
    _TextField = models.TextField

_PREFIX = "v1:"


@lru_cache(maxsize=32)
def _derive(master: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(master)


def key_for(purpose: str) -> bytes:
    """Return the 32-byte key of one purpose, derived from the installation's data key."""
    return _derive(settings.TINHSO_DATA_KEY, purpose)


def encrypt(text: str, *, purpose: str = "column") -> str:
    """Return a printable ciphertext of a text."""
    nonce = os.urandom(12)
    sealed = AESGCM(key_for(purpose)).encrypt(nonce, text.encode(), None)
    return _PREFIX + base64.b64encode(nonce + sealed).decode()


def decrypt(token: str, *, purpose: str = "column") -> str:
    """Return the text behind `encrypt`; `InvalidTag` rises when it was altered."""
    raw = base64.b64decode(token.removeprefix(_PREFIX))
    return AESGCM(key_for(purpose)).decrypt(raw[:12], raw[12:], None).decode()


def keyed_hash(text: str, *, purpose: str) -> str:
    """Return the hex HMAC by which an encrypted value is found again."""
    return hmac.digest(key_for(f"hash:{purpose}"), text.encode(), "sha256").hex()


class EncryptedTextField(_TextField):
    """A text column whose content rests encrypted; empty text stays empty."""

    def from_db_value(
        self, value: str | None, expression: object, connection: "BaseDatabaseWrapper"
    ) -> str | None:
        """Decrypt on the way out."""
        return decrypt(value) if value else value

    def get_prep_value(self, value: str | None) -> str | None:
        """Encrypt on the way in."""
        return encrypt(str(value)) if value else value
