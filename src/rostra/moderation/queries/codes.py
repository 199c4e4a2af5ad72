"""Codes by which a speaker appeals without a sign-in: ``A12-K7QM2-P4X9T`` for an act, ``E3-…`` for an exception.

They are made as those of acknowledgements (see ``rostra.policy.queries.codes``): 50 bits of HMAC-SHA-256 under the installation's secret,
in no table, and the same however often a notice is written. A code opens nothing before somebody was told.
"""

from __future__ import annotations

import hmac
import re

from django.utils.crypto import salted_hmac

from rostra.moderation.models import BlockException, ModerationAct
from rostra.policy.queries.codes import ALPHABET

_SALT = "rostra.moderation.appeal"
_WORD = 10  # characters of 5 bits
_CODE = re.compile(rf"^([AE][1-9][0-9]{{0,17}})-([{ALPHABET}]{{5}})-?([{ALPHABET}]{{5}})$")
LONGEST = 40


def code_of(thing: ModerationAct | BlockException) -> str:
    """The code of an act or an exception, as it is printed."""
    name = f"{'A' if isinstance(thing, ModerationAct) else 'E'}{thing.pk}"
    word = _word(name)
    return f"{name}-{word[:5]}-{word[5:]}"


def thing_by_code(code: str) -> ModerationAct | BlockException | None:
    """What a code names, however it is typed, once its speaker was told of it; None for every other text."""
    told = re.sub(r"\s+", "", code.upper()).translate(str.maketrans("OIL", "011"))
    match = _CODE.match(told) if len(code) <= LONGEST else None
    if match is None or not hmac.compare_digest(_word(match[1]), match[2] + match[3]):
        return None
    kind: type[ModerationAct | BlockException] = ModerationAct if match[1][0] == "A" else BlockException
    return kind.objects.filter(pk=int(match[1][1:]), notices__isnull=False).select_related("account").distinct().first()


def _word(name: str) -> str:
    digest = salted_hmac(_SALT, name, algorithm="sha256").digest()
    return "".join(ALPHABET[byte % 32] for byte in digest[:_WORD])
