"""One installation as a program of its own: it makes itself ready, serves on the port that it tells, and obeys lines on standard input."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

os.environ["DJANGO_SETTINGS_MODULE"] = "rostra.config.settings"

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from tests.records import make_account, make_item, publish_log  # noqa: E402

from rostra.archive.actions.batch import Captured  # noqa: E402
from rostra.archive.actions.intake import take_in  # noqa: E402
from rostra.archive.actions.witnesses import ask_witnesses  # noqa: E402
from rostra.archive.queries.log import log_key  # noqa: E402
from rostra.archive.queries.witnessing import cosignings, witness_key, witnessings  # noqa: E402
from rostra.config.commands.prepare import make_ready  # noqa: E402
from rostra.config.environment import city_file  # noqa: E402
from rostra.core.actor import system  # noqa: E402
from rostra.core.http import client  # noqa: E402
from rostra.core.profile import load_profile  # noqa: E402


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


def begin() -> dict[str, object]:
    make_ready()
    server = make_server("127.0.0.1", 0, get_wsgi_application(), Server, Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return {"port": server.server_port, "log": log_key(), "witness": witness_key()}


def profile() -> dict[str, object]:
    """Read the profile again: it names the others now."""
    settings.PROFILE = load_profile(city_file())
    return {}


def post(number: str) -> dict[str, object]:
    account = make_account()
    items = [Captured(make_item(account, f"Post {each}")) for each in range(int(number))]
    take_in(items, accounts={account.identity: account}, actor=system("test"))
    return {"placed": publish_log()}


def ask() -> dict[str, object]:
    with client("Exampleville") as http:
        cosigned = ask_witnesses(http)
    told = [{"size": each.size, "trouble": each.trouble} for each in cosignings()]
    return {"cosigned": cosigned, "by": told, "of": [each.size for each in witnessings()]}


COMMANDS: dict[str, Callable[..., dict[str, object]]] = {"profile": profile, "post": post, "ask": ask}

if __name__ == "__main__":
    print(json.dumps(begin()), flush=True)
    for line in sys.stdin:
        name, *words = line.split()
        print(json.dumps(COMMANDS[name](*words)), flush=True)
