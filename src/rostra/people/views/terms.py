"""How long a session lasts: it ends when nothing was asked for a while, and after a working day whatever happens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse

from rostra.core import clock
from rostra.people.views.marks import BEGUN, SEEN

_NOTED_EVERY = dt.timedelta(minutes=1)  # a session is written so often at most while it is used


class SessionTerms:
    """Middleware: forgets a session that is over, notes that a session is in use."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Before the page: whoever comes without a session's cookie costs nothing."""
        if settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session:
            _apply(request.session, clock.now())
        return self.get_response(request)


def _apply(session: SessionBase, now: dt.datetime) -> None:
    if is_over(session, now):
        UserSession.objects.filter(session_key=session.session_key).delete()
        session.flush()
    elif now - clock.parse_stamp(session[SEEN]) > _NOTED_EVERY:
        session[SEEN] = clock.stamp(now)
        UserSession.objects.filter(session_key=session.session_key).update(last_seen_at=now)


def is_over(session: SessionBase, now: dt.datetime) -> bool:
    """Whether the session has lain idle, or has lasted, for longer than the city's profile allows."""
    terms = settings.PROFILE.sign_in
    if BEGUN not in session or SEEN not in session:
        return True
    idle, lasted = now - clock.parse_stamp(session[SEEN]), now - clock.parse_stamp(session[BEGUN])
    return idle > dt.timedelta(minutes=terms.idle_minutes) or lasted > dt.timedelta(hours=terms.absolute_hours)
