"""Texts that lie encrypted in the database, under a key that does not."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def cipher(purpose: str) -> Fernet:
    """For texts of one purpose: what is sealed for one opens for no other."""
    return Fernet(base64.urlsafe_b64encode(_derived(purpose)))


def word(purpose: str) -> str:
    """A secret of this installation for one purpose, always the same, that somebody can enter elsewhere: 52 letters and digits."""
    return base64.b32encode(_derived(f"word {purpose}")).decode().rstrip("=").lower()


def _derived(purpose: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=f"rostra {purpose}".encode()).derive(settings.FACTOR_KEY.encode())
