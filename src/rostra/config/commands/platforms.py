"""``rostra platforms``: what each platform declares that it can capture, and what nobody can."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from rostra.config.terminal import Terminal
from rostra.platforms import EXPORTS, PLATFORMS, consent_of
from rostra.platforms.base import Capabilities


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Print them."""
    told = {name: platform.capabilities for name, platform in sorted(PLATFORMS.items())}
    terminal.result({"platforms": [{"platform": name, **declared(can), **asked(name)} for name, can in told.items()]}, list(_lines(told)))
    return 0


def declared(can: Capabilities) -> dict[str, object]:
    """The declaration as plain values."""
    return {
        "methods": sorted(can.methods),
        "snapshots": sorted(can.snapshots),
        "edits_by": can.edit_signal,
        "deletions_by": can.delete_signal,
        "proves_authorship": can.proves_authorship,
        "first_look": can.reaches,
        "restrictions": sorted(can.restrictions),
        "lifts": sorted(can.lifts),
        "tells": can.tells,
        "cannot": list(can.cannot),
    }


def asked(name: str) -> dict[str, object]:
    """What an account's holder is asked for, and what the owner's archive lacks, as plain values."""
    consent, export = consent_of(name), EXPORTS.get(name)
    return {
        "consent": "none" if consent is None else "needed" if consent.needed else "optional",
        "consent_lasts": consent.lasts if consent else "",
        "scopes": {scope.name: scope.reads for scope in consent.scopes} if consent else {},
        "export_cannot": list(export.capabilities.cannot) if export else [],
    }


def _lines(told: dict[str, Capabilities]) -> Iterator[str]:
    for name, can in told.items():
        yield name
        yield f"  by {', '.join(sorted(can.methods))}; edits by {can.edit_signal}, deletions by {can.delete_signal}"
        yield from (f"  tells: {sentence}" for sentence in filter(None, [can.tells]))
        yield from (f"  cannot: {sentence}" for sentence in can.cannot)
        if consent := consent_of(name):
            yield from (f"  asks for {scope.name}: {scope.reads}" for scope in consent.scopes)
        if name in EXPORTS:
            yield from (f"  an owner's archive cannot: {sentence}" for sentence in EXPORTS[name].capabilities.cannot)
