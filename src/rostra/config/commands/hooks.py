"""``rostra hooks``: where platforms may call, by which word they know the address, and what a person has to enter there."""

from __future__ import annotations

import argparse

from django.conf import settings

from rostra.capture.queries.calls import address_of, is_let_tell, keys_of, told_lately
from rostra.config.terminal import Terminal
from rostra.core import clock
from rostra.platforms import PLATFORMS, hook_of, is_told_by_hub

BY_HUB = "Nothing: hubs are asked by themselves, each at an address of its own."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Print a line for each network that can tell. The word is a secret between it and this installation."""
    rows = [_told(network) for network in sorted(PLATFORMS) if hook_of(network) or is_told_by_hub(network)]
    if terminal.as_json:
        terminal.result({"networks": rows})
        return 0
    terminal.table(("network", "let", "accounts", "heard", "address", "word"), [tuple(row.values())[:6] for row in rows])
    for row in rows:
        terminal.say(f"{row['network']}: {row['by_hand']}")
    return 0


def _told(network: str) -> dict[str, object]:
    hook = hook_of(network)
    accounts, heard = told_lately(network)
    return {
        "network": network,
        "let": is_let_tell(network),
        "accounts": accounts,
        "heard": clock.stamp(heard) if heard else "",
        "address": address_of(network) if hook and network in settings.PROFILE.capture.hooks else "",
        "word": keys_of(network).verify if hook and hook.verifies else "",
        "by_hand": hook.by_hand if hook else BY_HUB,
    }
