"""Networks without live capture: each quarter the city downloads its own archive, and the file is taken in."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path

from rostra.capture.actions.imports import take_in_file
from rostra.config.demo.register import Plan
from rostra.config.demo.said import Said
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.platforms.base import Method, Source
from rostra.platforms.table import Table
from rostra.platforms.table.mapping import TableMapping, build

COLUMNS = ("id", "created_at", "account", "name", "text", "lang", "media")


def mapping(network: str) -> TableMapping:
    """How the columns of such a file are read."""
    return build(
        {
            "network": network,
            "evidence": "owner-export",
            "columns": {
                "uri": f"https://{network}.social.exampleville.example/{{account}}/posts/{{id}}",
                "url": f"https://{network}.social.exampleville.example/{{account}}/posts/{{id}}",
                "account": "account",
                "author": "name",
                "text": "text",
                "languages": "lang",
            },
            "published": {"column": "created_at", "format": "iso8601"},
            "media": {"column": "media"},
        }
    )


def quarters(begin: dt.datetime, until: dt.datetime) -> list[dt.datetime]:
    """The moments at which files were handed over: the second day after each quarter, and the last day."""
    firsts = [dt.datetime(year, month, 2, 15, 30, tzinfo=dt.UTC) for year in range(begin.year, until.year + 1) for month in (1, 4, 7, 10)]
    return [*(first for first in firsts if begin < first < until), until - dt.timedelta(hours=5)]


def take_in_export(network: str, plans: Iterable[Plan], said: Sequence[Said], folder: Path, actor: Actor) -> None:
    """Write the file as the network hands it out, and take it in."""
    path = folder / f"{network}-export-{clock.now():%Y-%m-%d}.csv"
    names = {plan.slug: plan for plan in plans}
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        rows.writerows(_row(each, names[each.account]) for each in said)
    take_in_file(Table(mapping(network), Source(Method.IMPORT, path.name, clock.now())), path, actor=actor)


def _row(said: Said, plan: Plan) -> tuple[str, ...]:
    number = str(int.from_bytes(sha256(said.key.encode()).digest()[:5], "big"))
    media = f"{number}.png" if said.picture else ""
    return number, clock.stamp(said.at), plan.full_handle, plan.name, said.text, " ".join(said.languages), media
