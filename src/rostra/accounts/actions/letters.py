"""What is written to who asked for an account without a sign-in. Who signs in reads it at the desk."""

from __future__ import annotations

from django.conf import settings

from rostra.accounts import rules
from rostra.accounts.models import AccountRequest
from rostra.accounts.queries import guest_who_asked
from rostra.accounts.states.requests import RequestState
from rostra.core.dates import in_words
from rostra.core.mail import queue_mail

_TOLD = {
    RequestState.UNDER_REVIEW: "is under review: somebody looks at it now.",
    RequestState.RETURNED: "came back to you, because something is missing. Mend it and hand it in again.",
    RequestState.APPROVED: "is approved: the account may be opened and registered.",
    RequestState.DENIED: "is denied.",
    RequestState.UPHELD: "stays denied: somebody else looked at it on your appeal.",
}


def tell_who_asked(request: AccountRequest, event: int, reason: str) -> None:
    """That somebody took a step, with the reasons and what may be done: to the address on the roster, if there is one.

    ``event``: the number of the step's event; of each, one letter. Must be called inside a transaction.
    """
    told, person = _TOLD.get(RequestState(request.state)), guest_who_asked(request)
    if told is None or person is None or not person.email:
        return
    denied = request.state == RequestState.DENIED
    lines = [
        f"Dear {person.name},",
        f"Your request for the account “{request.name}” {told}",
        f"The reasons: {reason}" if reason else "",
        f"You may appeal until {in_words(rules.appeal_until(request))}. Somebody else decides then." if denied else "",
        "To read it and to answer, have a link sent to this address, and choose “My requests for accounts”:",
        f"{settings.ROSTRA_URL}/me/send",
        settings.PROFILE.city.government,
    ]
    body = "\n\n".join(line for line in lines if line) + "\n"
    queue_mail(key=f"account-request:{request.pk}:{event}", to=person.email, subject=f"Your request: {request.name}", body=body)
