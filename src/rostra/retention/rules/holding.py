"""Who may place, extend and release a hold, and whether something may be destroyed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rostra.accounts.models import Account
from rostra.archive.models import Record
from rostra.core.actor import Actor
from rostra.core.permission import ALLOWED, Permission, not_now
from rostra.people.rules import may
from rostra.people.states import Function, Right
from rostra.retention.models import Hold
from rostra.retention.queries.holds import held
from rostra.retention.states import HOLD_LIFE, HoldState

LONGEST_MATTER, LONGEST_REASON = 200, 5_000  # characters
BY_ITSELF = "It was placed by itself, and is released by itself when its matter is over."


@dataclass(frozen=True, slots=True)
class Things:
    """What a hold is to cover: records one by one, and accounts with every record of theirs."""

    records: Sequence[Record] = ()
    accounts: Sequence[Account] = ()

    def __bool__(self) -> bool:
        return bool(self.records or self.accounts)


def may_see_holds(actor: Actor) -> Permission:
    """The list: records officers, counsel, auditors. What it tells of a matter is asked of ``rules.matters``."""
    return may(actor, Right.READ, Function.HOLD)


def may_place_hold(actor: Actor) -> Permission:
    """By hand, for a matter that one names oneself."""
    return may(actor, Right.WRITE, Function.HOLD)


def may_extend_hold(actor: Actor, hold: Hold) -> Permission:
    """Let it cover more. What a part of the system placed, that part extends."""
    return may_place_hold(actor) and _by_hand(hold) and not_now("" if hold.stands else "It is released.")


def may_release_hold(actor: Actor) -> Permission:
    """Counsel's word alone ends a hold that a person placed, or keeps it."""
    return may(actor, Right.APPROVE, Function.HOLD)


def may_move_hold(actor: Actor, hold: Hold, move: str) -> Permission:
    """Ask for its release: who may place one. Release it, or keep it: counsel. Only where the state allows it."""
    allowed = may_place_hold(actor) if move == "request-release" else may_release_hold(actor)
    return allowed and _by_hand(hold) and HOLD_LIFE.may_follow(move, HoldState(hold.state), f"The hold is {hold.state.replace('-', ' ')}")


def may_keep_matter(actor: Actor, keeper: str) -> Permission:
    """Place, extend and release holds by itself: a part of the system, for its own matters."""
    own = actor.is_system and bool(keeper) and actor.ref == keeper
    return ALLOWED if own else Permission("Only the part of the system that looks after this matter may do this.")


def may_destroy(actor: Actor, record: Record) -> Permission:
    """Whether a record may be destroyed at all: by who approves destruction, and not as long as one hold stands on it."""
    stands = "A hold stands on it: nothing of it may be destroyed." if held([record]) else ""
    return may(actor, Right.APPROVE, Function.DESTRUCTION) and not_now(stands)


def new_hold_problems(matter: str, reason: str, things: Things) -> dict[str, str]:
    """What is wrong, by field."""
    nothing = {} if things else {"records": "It would cover nothing. Name records, or an account."}
    return matter_problems(matter, reason) | nothing


def matter_problems(matter: str, reason: str) -> dict[str, str]:
    """What is wrong with what it is for, by field."""
    problems = {"matter": _text_problem(matter, LONGEST_MATTER, "Say for which matter."), "reason": reason_problem(reason)}
    return {field: problem for field, problem in problems.items() if problem}


def reason_problem(reason: str) -> str:
    """What is wrong with the reason for a step; "" where nothing is."""
    return _text_problem(reason, LONGEST_REASON, "Give the reasons: they are kept.")


def _text_problem(text: str, most: int, missing: str) -> str:
    if not text.strip():
        return missing
    return "" if len(text) <= most else f"Say it in {most:,} characters at most."


def _by_hand(hold: Hold) -> Permission:
    return not_now(BY_ITSELF if hold.is_kept else "")
