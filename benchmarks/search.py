"""Search: the query alone, and the whole page with 20 results and facets. Peer: Datasette's page of full-text results on the same rows."""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from benchmarks import corpus, installation, web
from benchmarks.measure import Figure, latencies, peak_megabytes, timed
from rostra.search.queries import find

WORK = "search"


def run(records: int, folder: Path) -> list[Figure]:
    installation.fill(records, folder)
    asked = corpus.queries()
    find("")  # opens the connection
    figures = latencies(WORK, "find()", timed([partial(find, text) for text in asked]))
    port = web.free_port()
    with web.serving(web.ours(port, workers=1), port, "/search"):
        pages = [partial(web.get, port, f"/search?{urlencode({'q': text})}") for text in asked]
        timed(pages[:3])
        figures += latencies(WORK, "page", timed(pages))
    return [*figures, Figure(WORK, "peak memory", peak_megabytes(), "MB"), *_peer(records, folder, asked)]


def _peer(records: int, folder: Path, asked: list[str]) -> list[Figure]:
    """The peer knows neither from: nor dates, so it is asked for the words alone."""
    database, port = peer_database(records, folder), web.free_port()
    words = [" ".join(word for word in text.split() if ":" not in word) for text in asked]
    with web.serving(web.datasette(port, database), port, "/-/versions.json"):
        pages = [partial(web.get, port, f"/peer/posts?{urlencode({'_search': text, '_size': 20})}") for text in words if text]
        timed(pages[:3])
        return latencies(WORK, "page", timed(pages), "datasette")


def peer_database(records: int, folder: Path) -> Path:
    """The same rows in SQLite with full text, as sqlite-utils makes it."""
    lines, database = folder / "posts.jsonl", folder / "peer.db"
    corpus.write_lines(lines, records)
    tool = [sys.executable, "-m", "sqlite_utils"]
    subprocess.run([*tool, "insert", database, "posts", lines, "--nl", "--pk", "id", "--silent"], check=True)
    subprocess.run([*tool, "enable-fts", database, "posts", "text", "--create-triggers"], check=True)
    subprocess.run([*tool, "create-index", database, "posts", "account"], check=True)
    return database
