"""Mail: queued in the transaction of the act it tells of, sent by the worker, tried again while the mail server is away.

A message is claimed by one conditional UPDATE before it is handed over, so that two workers never send the same one. A worker that is
killed between the mail server's yes and our note of it leaves a claim that falls free after ``_LEASE``: the message then goes out again
under the same Message-ID, by which mailboxes know it. No order of these steps avoids both loss and repetition (RFC 5321, 4.5.4.1).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import smtplib
from urllib.parse import urlsplit

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.db.models import Case, F, QuerySet, TextField, Value, When

from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.audit import record_event
from rostra.core.mail_states import MailState
from rostra.core.models import Mail, MutedAddress
from rostra.core.sealing import cipher

_LEASE = dt.timedelta(minutes=5)  # longer than handing one message over may take
_PAUSES = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440, 1440))  # between tries; then it is given up
_PURPOSE = "mail"  # what is sealed
_AT_ONCE = 50  # messages of one connection

log = logging.getLogger(__name__)


def queue_mail(*, key: str, to: str, subject: str, body: str, secret: bool = False) -> bool:
    """Send this soon; whether it is new. Must be called inside a transaction, so that it stands or falls with what it tells of.

    A message of this ``key`` that was queued before is not queued again. To a muted address nothing is sent: that is kept on record.
    ``secret``: whoever reads the body gets in somewhere; it lies sealed, and is kept no longer than it is needed.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"{key}: mail is queued in the transaction of the act it tells of")
    now = clock.now()
    muted = MutedAddress.objects.filter(address=to.lower()).exists()
    kept = body if not secret else "" if muted else cipher(_PURPOSE).encrypt(body.encode()).decode()
    told = {"to": to, "subject": " ".join(subject.split())[:200], "body": kept, "secret": secret, "queued": now, "due": now}
    return Mail.objects.get_or_create(key=key, defaults={**told, "state": MailState.MUTED if muted else MailState.QUEUED})[1]


@transaction.atomic
def mute(address: str, *, reason: str, actor: Actor) -> None:
    """Send nothing to this address any more, also nothing that waits."""
    found, fresh = MutedAddress.objects.get_or_create(address=address.lower(), defaults={"reason": reason[:200], "since": clock.now()})
    _forget(Mail.objects.filter(to__iexact=address, state=MailState.QUEUED), state=MailState.MUTED)
    if fresh:
        facts = {"address": hashlib.sha256(found.address.encode()).hexdigest()}
        record_event(actor=actor, action="core.address.muted", subject="mail", facts=facts)


@transaction.atomic
def unmute(address: str, *, actor: Actor) -> None:
    """Send to this address again; what was muted meanwhile stays unsent."""
    if MutedAddress.objects.filter(address=address.lower()).delete()[0]:
        facts = {"address": hashlib.sha256(address.lower().encode()).hexdigest()}
        record_event(actor=actor, action="core.address.unmuted", subject="mail", facts=facts)


def send_due() -> int:
    """Hand over what is due, up to ``_AT_ONCE`` messages in one connection; how many were tried. 0 where no mail server is set."""
    if not settings.EMAIL_HOST or not (due := _due()):
        return 0
    server = get_connection()
    try:
        server.open()
    except OSError as error:  # also smtplib.SMTPException
        _wait(due, f"the mail server cannot be reached: {error}")
        return 0
    try:
        return sum(_send(pk, server) for pk in due)
    except smtplib.SMTPServerDisconnected as error:
        _wait(due, f"the mail server hung up: {error}")
        return 0
    finally:
        server.close()


def _due() -> list[int]:
    waiting = Mail.objects.filter(state=MailState.QUEUED, due__lte=clock.now()).order_by("due", "pk")
    return list(waiting.values_list("pk", flat=True)[:_AT_ONCE])


def _wait(due: list[int], trouble: str) -> None:
    """Nobody's fault but the server's: it counts as no try of any message."""
    log.warning("%s", trouble)
    Mail.objects.filter(pk__in=due, state=MailState.QUEUED).update(due=clock.now() + _PAUSES[0], trouble=trouble)


def _send(pk: int, server: BaseEmailBackend) -> bool:
    """Claim and hand over one message; False where another worker has it."""
    now = clock.now()
    if Mail.objects.filter(pk=pk, state=MailState.QUEUED, due__lte=now).update(due=now + _LEASE) != 1:
        return False
    mail = Mail.objects.get(pk=pk)
    try:
        server.send_messages([_message(mail)])
    except smtplib.SMTPRecipientsRefused as error:
        code, reason = next(iter(error.recipients.values()))
        _failed(mail, f"{code} {reason.decode(errors='replace')}", for_good=code >= 500)
    except smtplib.SMTPServerDisconnected:
        raise
    except InvalidToken:
        _failed(mail, "what was sealed cannot be opened: the key is another one", for_good=True)
    except OSError as error:
        _failed(mail, str(error), for_good=isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= 500)
    else:
        _forget(Mail.objects.filter(pk=pk), state=MailState.SENT, sent=clock.now(), trouble="")
    return True


def _forget(found: QuerySet[Mail], **outcome: object) -> None:
    """These messages go nowhere any more: what was secret in them goes."""
    found.update(body=Case(When(secret=True, then=Value("", TextField())), default=F("body")), **outcome)


def _failed(mail: Mail, trouble: str, *, for_good: bool) -> None:
    tries = mail.tries + 1
    given_up = for_good or tries > len(_PAUSES)
    state = MailState.FAILED if given_up else MailState.QUEUED
    due = mail.due if given_up else clock.now() + _PAUSES[tries - 1]
    row, told = Mail.objects.filter(pk=mail.pk), {"state": state, "tries": tries, "trouble": trouble, "due": due}
    if given_up:
        _forget(row, **told)
    else:
        row.update(**told)


def _message(mail: Mail) -> EmailMessage:
    """The message, with an id that is the same at every try and a header by which no machine answers it (RFC 3834)."""
    host = urlsplit(settings.ROSTRA_URL).hostname
    identity = f"<{hashlib.sha256(mail.key.encode()).hexdigest()[:32]}@{host}>"
    headers = {"Message-ID": identity, "Auto-Submitted": "auto-generated", "Date": _date(mail.queued)}
    body = cipher(_PURPOSE).decrypt(mail.body).decode() if mail.secret else mail.body
    return EmailMessage(mail.subject, body, settings.DEFAULT_FROM_EMAIL, [mail.to], headers=headers)


def _date(moment: dt.datetime) -> str:
    return moment.strftime("%a, %d %b %Y %H:%M:%S +0000")
