"""What is written to those who look after an account. Nobody is named who was blocked or hidden."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from urllib.parse import urlencode

from django.conf import settings

from rostra.accounts.models import Account
from rostra.accounts.queries import addresses_looking_after
from rostra.core.dates import in_words
from rostra.core.mail import queue_mail
from rostra.moderation.models import Appeal, BlockException, BlockReport, ModerationAct, ReportMessage, Restriction
from rostra.people.queries import communications_addresses


def tell_of(found: Iterable[Restriction]) -> None:
    """To the stewards, or to the custodian where there is none: what was seen is to be undone. One letter for an account, however many.

    Must be called inside a transaction.
    """
    for account, rows in _by_account(found):
        what = f"{account} has done something against somebody’s speech: {_listed(rows)}."
        rule = "The city’s policy does not allow it, and nobody approved it."
        due = min(row.due for row in rows)
        _write(f"found:{rows[-1].pk}", account, [what, rule, f"Please undo it by {in_words(due)}:"], addresses_looking_after(account))


def tell_late(late: Iterable[Restriction]) -> None:
    """To the custodian and to communications: it should have been undone. One letter for an account and a day; in a transaction."""
    for account, rows in _by_account(late):
        what = f"{account}: what should have been undone by now still stands: {_listed(rows)}."
        addresses = {account.custodian.email, *communications_addresses()} - {""}
        _write(
            f"late:{account.pk}:{max(row.due for row in rows)}",
            account,
            [what, "It stands as overdue on the city’s public page."],
            addresses,
        )


def tell_of_appeal(appeal: Appeal, thing: ModerationAct | BlockException) -> None:
    """To communications: somebody who took no part decides it. Must be called inside a transaction."""
    lines = [
        f"Somebody appeals against what {thing.account} did: {thing.get_act_display()}.",
        f"Whoever took no part in it decides by {in_words(appeal.due)}:",
        f"{settings.ROSTRA_URL}/desk/appeal/{appeal.pk}",
        settings.PROFILE.city.government,
    ]
    for address in sorted(communications_addresses()):
        key = f"appeal:{appeal.pk}:told:{address}"[:200]
        queue_mail(key=key, to=address, subject=f"To be decided: appeal {appeal.pk}", body="\n\n".join(lines) + "\n")


def tell_of_report(report: BlockReport) -> None:
    """To communications: somebody reports an account. Nothing of what they said. Must be called inside a transaction."""
    lines = [f"Somebody reports {report.account}: {report.get_what_display()}.", f"Please decide it by {in_words(report.due)}:"]
    body = "\n\n".join([*lines, f"{settings.ROSTRA_URL}/desk/block-report/{report.pk}", settings.PROFILE.city.government]) + "\n"
    for address in sorted(communications_addresses()):
        queue_mail(key=f"block-report:{report.pk}:received:{address}"[:200], to=address, subject=f"Report {report.pk}", body=body)


def tell_reporter(report: BlockReport, message: ReportMessage) -> None:
    """To who reported and left an address: there is something to read. Not what. Must be called inside a transaction."""
    lines = [
        f"There is an answer to your report number {report.pk}.",
        "Read it with the key that you were shown when you sent the report:",
        f"{settings.ROSTRA_URL}/report/blocked/status",
        settings.PROFILE.city.government,
    ]
    key = f"block-report:{report.pk}:reporter:{message.pk}"
    queue_mail(key=key, to=report.contact, subject=f"Your report number {report.pk}", body="\n\n".join(lines) + "\n")


def _by_account(rows: Iterable[Restriction]) -> Iterator[tuple[Account, list[Restriction]]]:
    ordered = sorted(rows, key=lambda row: (row.account_id, row.pk))
    for _, group in groupby(ordered, key=lambda row: row.account_id):
        alike = list(group)
        yield alike[0].account, alike


def _listed(rows: Iterable[Restriction]) -> str:
    return ", ".join(f"{act} ({number:,})" for act, number in sorted(Counter(row.get_act_display() for row in rows).items()))


def _write(step: str, account: Account, lines: list[str], addresses: set[str]) -> None:
    page = f"{settings.ROSTRA_URL}/desk/restrictions?{urlencode({'account': account.slug, 'standing': 'open'})}"
    body = "\n\n".join([*lines, page, settings.PROFILE.city.government]) + "\n"
    for address in sorted(addresses):
        queue_mail(key=f"restriction:{step}:{address}"[:200], to=address, subject=f"To be undone: {account}", body=body)
