"""Codes by which somebody without a sign-in answers: in a mailed link, on a printed letter, at a kiosk.

A code names a recipient and carries 50 bits of HMAC-SHA-256 under the installation's secret: it is in no table, can be printed again, and
means nothing once the campaign is closed. At a thousand guesses a second one of a given recipient is found after 17,000 years.
"""

from __future__ import annotations

import hmac
import re

from django.utils.crypto import salted_hmac

from rostra.people.states.codes import bare
from rostra.policy.models import Recipient
from rostra.policy.states.asking import CampaignState

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: nothing that is mistaken for something else
_SALT = "rostra.policy.acknowledgement"
_WORD = 10  # characters of 5 bits
_CODE = re.compile(rf"^([1-9][0-9]{{0,17}})([{ALPHABET}]{{{_WORD}}})$")


def code_of(recipient: Recipient) -> str:
    """The code of a recipient, as it is printed: ``4711-K7QM2-P4X9T``."""
    word = _word(recipient.pk)
    return f"{recipient.pk}-{word[:5]}-{word[5:]}"


def recipient_by_code(code: str) -> Recipient | None:
    """The recipient of an open campaign whom a code names, however it is typed; None for every other text."""
    told = bare(code).translate(str.maketrans("OIL", "011"))
    match = _CODE.match(told)
    if match is None or not hmac.compare_digest(_word(int(match[1])), match[2]):
        return None
    asked = Recipient.objects.select_related("person", "campaign__version__document").filter(pk=int(match[1]))
    return asked.filter(left__isnull=True, campaign__state=CampaignState.OPEN).first()


def _word(number: int) -> str:
    digest = salted_hmac(_SALT, str(number), algorithm="sha256").digest()
    return "".join(ALPHABET[byte % 32] for byte in digest[:_WORD])
