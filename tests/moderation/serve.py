"""Serves the small city with a block in its register, an inquiry that is proven and a report: ``python -m tests.moderation.serve``.

Its tables stand in ROSTRA_DATA. Prints one line of JSON when it is ready, and ends when its standard input is closed (see
``tests.portal.serve``).
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
import threading
from typing import Any

import django


def build() -> dict[str, Any]:
    """The city, and what opens the pages."""
    from tests import rolls
    from tests.capture.attesting import attest
    from tests.moderation.conftest import settle
    from tests.portal.conftest import build_city
    from tests.records import make_account

    from rostra.archive.actions.keys import make_keys
    from rostra.core import clock
    from rostra.moderation.actions import reports
    from rostra.moderation.actions.drafts import begin_draft
    from rostra.moderation.actions.inquiries import ask_to_look, begin_inquiry, settle_look
    from rostra.moderation.models import Inquiry, Restriction
    from rostra.moderation.rules.reports import NewBlockReport
    from rostra.moderation.states.reports import What
    from rostra.people.states import Role
    from rostra.people.states.codes import printed
    from rostra.platforms.base import Identity

    city = build_city()
    make_keys()
    now, nadia = clock.now(), "did:plc:nadia"
    told = {"account": city.mayor, "record": city.block, "since": now, "found": now, "due": now.date()}
    Restriction.objects.create(**told, act="block", subject=nadia, begun=now)
    Restriction.objects.create(
        **told, act="hide", subject=f"at://{nadia}/app.bsky.feed.post/3k7qm", begun=now, ended=now, standing="lifted"
    )  # fmt: skip
    asked = begin_inquiry("bluesky", "nadia.resident.example")
    ask_to_look(asked.inquiry)
    row = Inquiry.objects.get()
    Inquiry.objects.update(asked=now - dt.timedelta(seconds=30))
    row.refresh_from_db()
    settle_look(row, Identity(nadia, "nadia.resident.example"), printed(row.code))
    officer = rolls.user("olive-officer", Role.SOCIAL_MEDIA_OFFICER)
    sent = reports.send_report(begin_draft().draft, NewBlockReport(city.mayor, What.BLOCKED, "Since Monday I see nothing.", "nadia", ""))
    reports.move_block_report(sent.report, "look-into", words="I look at it now.", actor=officer.as_actor())
    reports.write_as_reporter(sent.report, words="Thank you.")
    page = make_account("parks-page", network="facebook", identity="100200300")
    for values in ({"words": ("casino",)}, {"commenting": "followers", "words": ("casino", "pills")}):
        attest(page, officer.as_actor(), **values)
        settle()
    client = rolls.signed_in(officer)
    session = client.session
    session["purposes"] = {"block-exception": "to look into it"}
    session.save()
    return {"ticket": asked.ticket, "number": sent.report.pk, "key": printed(sent.key), "session": client.cookies["sessionid"].value}


def main() -> None:
    """Build, tell, serve."""
    django.setup()
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application

    class Quiet(WSGIRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

    told = build()
    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.daemon_threads = True
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    print(json.dumps({"port": server.server_port, **told}), flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()
