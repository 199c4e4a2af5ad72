"""What is written to those who look after an account that has to be connected. No letter holds a token, or a link that opens anything."""

from __future__ import annotations

from django.conf import settings

from rostra.accounts.models import Account
from rostra.accounts.queries import addresses_looking_after
from rostra.capture.models import Connection
from rostra.core import clock
from rostra.core.dates import in_words
from rostra.core.mail import queue_mail
from rostra.people.queries import communications_addresses


def ask_holder(account: Account) -> int:
    """To who looks after it: where to consent; to how many. In a transaction."""
    lines = [
        f"Please let the city’s archive read {account}.",
        "You sign in here, and then at the platform as the account. Nobody asks you for its password, and nothing can be posted by it:",
    ]
    return _write(f"asked:{clock.exact_stamp(clock.now())}", account, "To be connected", lines, addresses_looking_after(account))


def tell_lapsed(found: Connection) -> None:
    """To steward, backup and communications: nothing is kept from now on. In a transaction."""
    lines = [
        f"{found.account} is NOT ARCHIVED any more: the platform does not accept the consent of {in_words(found.granted)}.",
        "Until somebody consents again, what is posted there is not kept. The public page says so.",
    ]
    addresses = addresses_looking_after(found.account) | communications_addresses()
    _write(f"lapsed:{clock.exact_stamp(found.since)}", found.account, "Not archived", lines, addresses)


def tell_ending(found: Connection, days: int) -> None:
    """The same people, before a consent ends; once for each of the days. In a transaction."""
    if found.ends is None:
        return
    lines = [
        f"The consent for {found.account} ends on {in_words(found.ends)}. From then on nothing of it would be archived.",
        "Please give it again before that day:",
    ]
    addresses = addresses_looking_after(found.account) | communications_addresses()
    _write(
        f"ending:{clock.exact_stamp(found.granted)}:{days}",
        found.account,
        f"To be connected again by {in_words(found.ends)}",
        lines,
        addresses,
    )


def _write(step: str, account: Account, what: str, lines: list[str], addresses: set[str]) -> int:
    page = f"{settings.ROSTRA_URL}/desk/account/{account.slug}/connection"
    body = "\n\n".join([*lines, page, settings.PROFILE.city.government]) + "\n"
    for address in sorted(addresses):
        queue_mail(key=f"connection:{account.pk}:{step}:{address}"[:200], to=address, subject=f"{what}: {account}", body=body)
    return len(addresses)
