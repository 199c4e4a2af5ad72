"""Processes that take in and publish until they are killed. Prints what each had acknowledged, as JSON. Run by test_crash.

Django is loaded once; each round forks a process that opens its own connection, and kills it (SIGKILL) at a random moment.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time

import django

from rostra.config.sqlite import use_fixed_sqlite

use_fixed_sqlite()
django.setup()

from tests.archive.items import item  # noqa: E402

from rostra.accounts.models import Account  # noqa: E402 -- Django first
from rostra.archive.actions.batch import Captured  # noqa: E402
from rostra.archive.actions.intake import take_in  # noqa: E402
from rostra.archive.actions.log import Sequencer  # noqa: E402
from rostra.core.actor import system  # noqa: E402


def work(number: int, told: int) -> None:
    """Take in batches of posts and publish, for ever; write the numbers of a batch once it is acknowledged."""
    account, sequencer = Account.objects.get(), Sequencer()
    while True:
        batch = range(number, number := number + 7)
        take_in([Captured(item(f"Post {n}", n)) for n in batch], accounts={account.identity: account}, actor=system("test"))
        os.write(told, f"{batch.start} {batch.stop}\n".encode())
        sequencer.step()


def run_and_kill(first: int, luck: random.Random) -> list[int]:
    """One round: what it acknowledged before it died."""
    heard, told = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(heard)
        work(first, told)
    os.close(told)
    with os.fdopen(heard, "rb") as answers:
        lines = [answers.readline() for _ in range(luck.randrange(1, 4))]
        time.sleep(luck.random() * 0.06)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        lines += answers.readlines()
    whole = [line.split() for line in lines if line.endswith(b"\n")]
    return [number for start, stop in whole for number in range(int(start), int(stop))]


def main(kills: int) -> None:
    """Rounds with a repeatable luck."""
    luck = random.Random(20260301)
    print(json.dumps([number for kill in range(kills) for number in run_and_kill(kill * 10_000, luck)]))


if __name__ == "__main__":
    main(int(sys.argv[1]))
