"""Builds the small city in the data directory ROSTRA_DATA, where its tables stand, and serves it: ``python -m tests.portal.serve``.

Prints one line of JSON (the port, the records' identifiers, the reference of a report) when it is ready, and ends when its standard
input is closed. A process of its own, because the tables of the archive refuse to be emptied between tests, as they should.
"""

from __future__ import annotations

import json
import os
import sys
import threading

import django


def main() -> None:
    """Build, tell, serve."""
    django.setup()
    from django.conf import settings
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application
    from tests.acts import TERMS
    from tests.portal.conftest import build_city

    from rostra.accounts.actions import report_impersonation
    from rostra.accounts.rules import NewReport
    from rostra.core.actor import PUBLIC
    from rostra.core.profile import DisplayTerms, Evidence
    from rostra.portal.views.reports import SIGNED

    class Quiet(WSGIRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

    ties = {"purpose": "accounts-without-backup", "no-blocking": "posters-not-in-office", "archive": "gaps-open"}
    beside = [Evidence(clause=f"social-media/{clause}", measure=measure) for clause, measure in ties.items()]
    settings.PROFILE = settings.PROFILE.model_copy(
        update={"evidence": beside, "moderation": TERMS, "display": DisplayTerms(replies=True, mask_handles=False)}
    )
    city = build_city()
    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.daemon_threads = True
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    names = ("post", "edited", "reply", "gone", "hostile", "arabic", "block")
    shown = {name: getattr(city, name).pk for name in names}
    acts = {name: row.pk for name, row in city.acts.items()}
    report = report_impersonation(NewReport("x", "https://x.com/may0r_example", "It asks for money."), actor=PUBLIC)
    told = {"port": server.server_port, "records": shown, "acts": acts, "report": SIGNED.sign(str(report.pk))}
    print(json.dumps(told), flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()
