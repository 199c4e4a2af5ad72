"""What is written to who handed a case in and left an address: that there is news, and where, in their language. Never what."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from rostra.cases.models import Case
from rostra.cases.rules.viewing import sight_of
from rostra.cases.states.classes import CaseField, Viewer
from rostra.core.languages import address, speaking
from rostra.core.mail import queue_mail
from rostra.core.models import Mail


def tell_complainant(row: Case, news: str, *, of: CaseField) -> None:
    """There is ``news`` (its name, once for ever) in a part that they read. Must be called inside a transaction."""
    sight = sight_of(Viewer.COMPLAINANT, row)
    if not (row.contact and sight.reads(CaseField.EXISTENCE) and sight.reads(of)):
        return
    with speaking(row.language):
        lines = [
            _("There is news in case %(number)s.") % {"number": row.number},
            _("Read it with the key that you were shown when you sent it:"),
            settings.ROSTRA_URL + address("portal:report-case-status"),
            _(settings.PROFILE.city.government),
        ]
        subject = _("Case %(number)s") % {"number": row.number}
    queue_mail(key=f"{_about(row)}{news}", to=row.contact, subject=subject, body="\n\n".join(lines) + "\n")


def forget_letters(row: Case) -> None:
    """What was written to them goes with their address, also what waits."""
    Mail.objects.filter(key__startswith=_about(row)).delete()


def _about(row: Case) -> str:
    return f"case:{row.number}:complainant:"
