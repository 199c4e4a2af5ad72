"""What of the ground floor can be out of order: mail that does not leave, a virus scanner that does not answer."""

from __future__ import annotations

import datetime as dt

from django.conf import settings

from rostra.core import clock
from rostra.core.findings import Finding, Level, finding_source
from rostra.core.mail_states import MailState
from rostra.core.models import Mail
from rostra.core.scanner import PING, ask_scanner

PATIENCE = 2  # seconds for the scanner


@finding_source
def findings() -> list[Finding]:
    """W001: mail waits and no server is set. W002: it waits for hours. W003: some was given up."""
    waiting = Mail.objects.filter(state=MailState.QUEUED)
    late = waiting.filter(queued__lt=clock.now() - dt.timedelta(hours=4)).count()
    failed = Mail.objects.filter(state=MailState.FAILED).count()
    found = []
    if not settings.EMAIL_HOST and waiting.exists():
        hint = "Set ROSTRA_MAIL on the server, as docs/reference/settings.md says."
        found.append(Finding("core.W001", Level.ERROR, f"No mail server is set, so mail waits: {waiting.count():,}.", hint))
    elif late:
        hint = "Look whether the mail server can be reached; the server's log says what it answers."
        found.append(Finding("core.W002", Level.WARNING, f"Mail waits for more than 4 hours: {late:,}.", hint))
    if failed:
        hint = "Correct the addresses on the roster, or use the paper route."
        found.append(Finding("core.W003", Level.WARNING, f"Mail could not be delivered: {failed:,}.", hint))
    return found


@finding_source
def scanner_findings() -> list[Finding]:
    """W004: the virus scanner does not answer, so no file is taken."""
    if not settings.SCANNER:
        return []
    try:
        answer = ask_scanner(PING, seconds=PATIENCE)
    except OSError as error:
        answer = str(error)
    if answer == "PONG":
        return []
    hint = "Start clamd, or correct ROSTRA_SCANNER: docs/reference/settings.md."
    return [Finding("core.W004", Level.ERROR, "The virus scanner does not answer, so nobody can hand over a file.", hint)]
