"""What a session of somebody who signed in carries, under which names."""

from __future__ import annotations

from django.http import HttpRequest

from rostra.core import clock

PREVIOUS_VISIT = "previous-visit"  # when this person signed in the time before
BEGUN = "begun"
SEEN = "seen"


def begin(request: HttpRequest, **_signal: object) -> None:
    """Note when the session began: called by Django whenever somebody signs in, by whatever way."""
    request.session[BEGUN] = request.session[SEEN] = clock.stamp(clock.now())
