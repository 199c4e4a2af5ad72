"""What Meta sends by itself to an address that was registered for it (webhooks): pure, nothing is asked or kept here.

Such a message says that something happened, and rarely all of it. So it mostly names an account that is worth asking at once; only that
something was deleted is taken from it as it is. Shapes as in Meta's references of the webhooks of Pages, Instagram and Threads.
"""

from __future__ import annotations

import hashlib
import hmac
from abc import abstractmethod
from collections.abc import Iterable, Iterator
from typing import ClassVar

from rostra.platforms.base import BadSource, Source
from rostra.platforms.calls import Call, Heard, Hook, Keys, Reply
from rostra.platforms.parts import Part, elements, member, whole

LONGEST = 200  # characters of a challenge


class MetaHook(Hook):
    """One network of Meta. Its app signs with its secret, and each address is made known with a word that a person enters there."""

    by_hand: ClassVar[str] = "In the app’s dashboard at Meta, under Webhooks, enter the address and the word, and subscribe to: {}."
    verifies: ClassVar[bool] = True

    def answer(self, call: Call, keys: Keys) -> Reply | None:
        """See ``Hook.answer``."""
        told, asked = call.query.get("hub.verify_token", ""), call.query.get("hub.challenge", "")
        known = bool(keys.verify) and hmac.compare_digest(told.encode(errors="replace"), keys.verify.encode(errors="replace"))
        sound = 0 < len(asked) <= LONGEST and asked.isascii() and asked.isalnum()
        return Reply(asked.encode()) if known and sound and call.query.get("hub.mode") == "subscribe" else None

    def is_signed(self, call: Call, keys: Keys) -> bool:
        """See ``Hook.is_signed``: by ``X-Hub-Signature-256``."""
        expected = "sha256=" + hmac.new(keys.signing.encode(), call.body, hashlib.sha256).hexdigest()
        told = call.headers.get("x-hub-signature-256", "")
        return bool(keys.signing) and hmac.compare_digest(told.encode(errors="replace"), expected.encode())

    def heard(self, body: bytes, source: Source) -> Iterable[Heard]:
        """See ``Hook.heard``: each thing once."""
        try:
            told = whole(body)
        except ValueError:
            raise BadSource("Meta sent something that is not JSON.") from None
        messages = elements(told) if isinstance(told.value, list) else [told]
        return tuple(dict.fromkeys(heard for message in messages for heard in self._message(message, source)))

    @abstractmethod
    def _message(self, message: Part, source: Source) -> Iterator[Heard]: ...


def inner(part: Part, name: str) -> list[Part]:
    """The elements of a list under a name."""
    found = member(part, name)
    return elements(found) if found else []
