"""What is written to who handed a case in and left an address: that there is news, and where. Never what."""

from __future__ import annotations

from django.conf import settings

from rostra.cases.models import Case
from rostra.cases.rules.viewing import sight_of
from rostra.cases.states.classes import CaseField, Viewer
from rostra.core.mail import queue_mail
from rostra.core.models import Mail


def tell_complainant(row: Case, news: str, *, of: CaseField) -> None:
    """There is ``news`` (its name, once for ever) in a part that they read. Must be called inside a transaction."""
    sight = sight_of(Viewer.COMPLAINANT, row)
    if not (row.contact and sight.reads(CaseField.EXISTENCE) and sight.reads(of)):
        return
    lines = [
        f"There is news in case {row.number}.",
        "Read it with the key that you were shown when you sent it:",
        f"{settings.ROSTRA_URL}/report/case/status",
        settings.PROFILE.city.government,
    ]
    queue_mail(key=f"{_about(row)}{news}", to=row.contact, subject=f"Case {row.number}", body="\n\n".join(lines) + "\n")


def forget_letters(row: Case) -> None:
    """What was written to them goes with their address, also what waits."""
    Mail.objects.filter(key__startswith=_about(row)).delete()


def _about(row: Case) -> str:
    return f"case:{row.number}:complainant:"
