"""Acts against somebody's speech to test with: rows of the register made directly, over records that came in through the door."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from django.db import transaction
from tests.records import ACTOR, START, make_record

from rostra.accounts.models import Account
from rostra.archive.models import Record, Version
from rostra.core.audit import record_event
from rostra.core.profile import Ground, ModerationTerms
from rostra.moderation.models import Appeal, BlockException, ModerationAct, Restriction
from rostra.platforms.base import Evidence, Identity, Kind

FAR, LONG_AGO = dt.date(2999, 1, 1), dt.date(2026, 3, 16)
KEYS = ("threat", "spam", "malware")
_numbers = itertools.count(1)


def _ground(key: str) -> Ground:
    acts: Any = ["block", "hide"]
    return Ground(
        key=key, name=f"Ground of {key}", test="A reasonable person would fear harm.", example="I will be at your door.",
        counter_example="You should be ashamed.", basis="Policy 4.2", acts=acts,
    )  # fmt: skip


TERMS = ModerationTerms(blocking="attorney-exception", clause="social-media/no-blocking", ground=[_ground(key) for key in KEYS])


def make_act(account: Account, *, subject: str = "", **facts: Any) -> Restriction:
    """An act over a block of the account that is there already: it is the row that is read."""
    number = next(_numbers)
    subject = subject or f"did:plc:person{number}"
    held = Record.objects.filter(account=account, kind=Kind.BLOCK).first()
    signed = {"kind": Kind.BLOCK, "subject": subject, "evidence": Evidence.AUTHOR_SIGNED}
    record = facts.pop("record", None) or held or make_record(account, "", **signed)
    begun = facts.pop("begun", START + dt.timedelta(minutes=number))
    defaults = {"act": "block", "standing": "lifted" if facts.get("ended") else "open", "since": facts.get("ended") or begun, "due": FAR}
    made = Restriction.objects.create(account=account, record=record, subject=subject, begun=begun, found=begun, **{**defaults, **facts})
    note(made, "found")
    return made


def make_exception(account: Account, subject: str, ground: str = "threat", **facts: Any) -> BlockException:
    """One that counsel allowed, and that is over."""
    defaults = {
        "act": "block",
        "facts": "SECRET facts",
        "alternatives": "SECRET alternatives",
        "state": "expired",
        "until": dt.date(2026, 4, 1),
    }
    defaults |= {
        "by_ref": "user:1",
        "by_name": "SECRET asker",
        "decided_by": "user:2",
        "decided_name": "SECRET counsel",
        "reason": "SECRET",
    }
    return BlockException.objects.create(account=account, subject=subject, ground=ground, **{**defaults, **facts})


def make_handled(account: Account, person: str, ground: str = "threat", **facts: Any) -> ModerationAct:
    """An act of moderation on what ``person`` said, recorded at the beginning, decided a day later, and done."""
    author = Identity(person, "resident.example", "A resident")
    said = make_record(account, f"A comment, number {next(_numbers)}.", kind=Kind.REPLY, author=author)
    version = Version.objects.get(record=said)
    day = dt.timedelta(days=1)
    defaults = {
        "act": "hide",
        "subject": f"at://{person}/{said.pk}",
        "ground": ground,
        "alone": False,
        "met": "SECRET test",
        "neutral": True,
    }
    defaults |= {"review_on": FAR, "state": "noticed", "made": START, "decided": START + day, "applied": START + day, "since": START + day}
    defaults |= {"moderator": "user:1", "moderator_name": "SECRET moderator", "reviewer": "user:2", "reviewer_name": "SECRET reviewer"}
    return ModerationAct.objects.create(account=account, version=version, **{**defaults, **facts})


def make_appeal(thing: ModerationAct | BlockException, **facts: Any) -> Appeal:
    """Somebody appeals against it."""
    about = {"act" if isinstance(thing, ModerationAct) else "exception": thing}
    defaults = {"text": "SECRET appeal", "entrance": "link", "received": START, "due": FAR}
    return Appeal.objects.create(**about, **{**defaults, **facts})


def note(restriction: Restriction, what: str) -> None:
    """That something was done about it, with words that are for nobody."""
    with transaction.atomic():
        record_event(
            actor=ACTOR,
            action=f"moderation.restriction.{what}",
            subject=f"restriction:{restriction.pk}",
            facts={"statement": "SECRET words"},
        )


def one_of_each(account: Account) -> dict[str, Restriction]:
    """Every way in which an act can stand."""
    allowed = make_exception(account, "did:plc:allowed", state="in-force", until=FAR)
    return {
        "open": make_act(account),
        "overdue": make_act(account, due=LONG_AGO),
        "allowed": make_act(account, subject="did:plc:allowed", standing="excepted", exception=allowed),
        "tolerated": make_act(account, act="mute", standing="tolerated"),
        "undone": make_act(account, begun=START, ended=START + dt.timedelta(days=3.6)),
    }
