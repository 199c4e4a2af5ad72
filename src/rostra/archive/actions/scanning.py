"""Having a file scanned for viruses before anything else is done with it."""

from __future__ import annotations

import datetime as dt
import logging

from django.conf import settings
from django.utils.translation import gettext as _

from rostra.core import clock
from rostra.core.errors import Invalid
from rostra.core.scanner import SCAN, ask_scanner

log = logging.getLogger(__name__)


def scan(content: bytes, name: str) -> dt.datetime | None:
    """When the scanner found nothing; None where the city has none.

    Raises Invalid for ``files`` where it found something, and where it does not answer: then nothing is taken unseen.
    """
    if not settings.SCANNER:
        return None
    try:
        answer = ask_scanner(SCAN, content)
    except OSError as error:
        log.warning("the virus scanner does not answer: %s", error)
        answer = ""
    if answer == "stream: OK":
        return clock.now()
    if answer.endswith(" FOUND"):
        raise Invalid({"files": _("%(name)s holds what a virus scanner knows as harmful.") % {"name": name}})
    log.warning("the virus scanner answered: %s", answer.encode("ascii", "replace")[:200])
    text, hint = _("%(name)s cannot be scanned for viruses now."), _("send it later, or leave it out")
    raise Invalid({"files": text % {"name": name}}, hint=hint)
