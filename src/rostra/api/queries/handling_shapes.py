"""The shapes of how acts of moderation and appeals are handled: numbers alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from rostra.api.queries.shapes import told

_FEW = "Null where so few persons share the ground that it would tell of one, or of one by the rest of the sum."
_BACK = "Of those: reversed, on appeal, by another look, or because nobody looked again."


@dataclass(frozen=True, slots=True)
class Waits:
    """What waits; the overdue ones are among the open ones."""

    open: int
    overdue: int


@dataclass(frozen=True, slots=True)
class AccountHandling:
    """Of one account, exact: an act is what the account did."""

    account: Annotated[str, told("The slug of the account.")]
    done: Annotated[int, told("Acts of moderation that were done.")]
    given_back: Annotated[int, told(_BACK)]
    appeals: Annotated[Waits, told("That nobody has decided.")]
    restorations: Annotated[Waits, told("Reversed, and not known to be undone.")]


@dataclass(frozen=True, slots=True)
class GroundHandling:
    """Of one ground of the closed list, or that stood on it once."""

    key: str
    name: str
    done: Annotated[int | None, told(_FEW)]
    given_back: Annotated[int | None, told(_FEW)]


@dataclass(frozen=True, slots=True)
class QuarterHandling:
    """Of one quarter of the city's calendar."""

    year: int
    quarter: Annotated[int, told("1 to 4.")]
    done: int
    restored: int
    appealed: int
    appeals_decided: int


@dataclass(frozen=True, slots=True)
class GroundAgreement:
    """Decisions on one ground that were looked at a second time."""

    key: str
    name: str
    compared: Annotated[int | None, told(f"Those of which the text alone told. {_FEW}")]
    same: Annotated[int | None, told(_FEW)]


@dataclass(frozen=True, slots=True)
class Consistency:
    """Second looks at a sample of decided acts, by somebody who saw the text and not the decision."""

    samples: Annotated[int, told("How many were drawn.")]
    drawn: Annotated[int, told("Acts in them.")]
    answered: int
    same: Annotated[int | None, told("Null, as the next three, where the acts are about too few persons.")]
    other_ground: int | None
    other_outcome: int | None
    unclear: Annotated[int | None, told("The text alone did not tell.")]
    by_ground: list[GroundAgreement]


@dataclass(frozen=True, slots=True)
class Handling:
    """Acts of moderation and appeals: how fast, what was given back, what waits, and whether two people decide alike."""

    done: int
    left_up: Annotated[int, told("Considered, and not done.")]
    given_back: Annotated[int, told(_BACK)]
    restored: Annotated[int, told("Of those: undone.")]
    restorations: Annotated[Waits, told("Reversed, and not known to be undone; what the network shows is counted among the open acts.")]
    act_days: Annotated[float | None, told("Median from the record to the decision, where a second person decided; null where none did.")]
    appealed: int
    granted: int
    upheld: int
    appeals: Annotated[Waits, told("That nobody has decided.")]
    appeal_days: Annotated[float | None, told("Median from the receipt to the decision; null where none was decided.")]
    by_account: list[AccountHandling]
    by_ground: list[GroundHandling]
    by_quarter: list[QuarterHandling]
    consistency: Consistency


@dataclass(frozen=True, slots=True)
class Figure:
    """One of these numbers, as a row of a table."""

    figure: Annotated[str, told("What is counted.")]
    account: Annotated[str, told("The slug of the account; empty for all.")]
    ground: Annotated[str, told("The key of the ground; empty for all.")]
    year: int | None
    quarter: int | None
    value: Annotated[float | None, told("Empty where it is not told, or nothing is there that could be measured.")]
