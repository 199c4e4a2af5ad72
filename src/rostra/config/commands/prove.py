"""``rostra prove RECORD``: write the proof file of a record's version."""

from __future__ import annotations

import argparse
from pathlib import Path

from django.db.models import F

from rostra.archive.models import Version
from rostra.archive.queries.log import log_key, proof_of
from rostra.archive.queries.withheld import as_public
from rostra.config.arguments import positive
from rostra.config.terminal import Terminal
from rostra.core.errors import Invalid

LONGEST_NUMBER = 18  # digits; every such number fits the databases' whole numbers


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which version, and where to."""
    parser.add_argument("record", help="the number in the record's address, or its address on the network")
    parser.add_argument("--version", type=positive, help="which version (default: the newest)")
    parser.add_argument("--to", type=Path, help="the file to write (default: RECORD-vN.tlog-proof here)")


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Write the file; print its name and the key to check it with."""
    version = _find(options.record, options.version)
    text = proof_of(version)
    if text is None:
        raise Invalid(
            {"record": "its entry is not in a published checkpoint yet"}, hint="start the worker ('rostra run') and try again in a second"
        )
    path = options.to or Path(f"{version.record_id}-v{version.number}.tlog-proof")
    path.write_text(text, encoding="utf-8")
    lines = [f"written: {path}", f"check it anywhere with: rostra verify {path} --key '{log_key()}'"]
    terminal.result({"file": str(path), "key": log_key()}, lines)
    return 0


def _find(record: str, number: int | None) -> Version:
    is_number = record.isascii() and record.isdigit() and len(record) <= LONGEST_NUMBER
    by = {"record_id": int(record)} if is_number else {"record__uri": record}
    versions = Version.objects.select_related("record__account", "entry", "segment").filter(**by)
    found = versions.filter(number=F("record__current") if number is None else number).first()
    if found is None:
        raise Invalid({"record": f"no such record or version: {record}"}, hint="take the number from the record's address: /record/NUMBER")
    return as_public([found])[0]
