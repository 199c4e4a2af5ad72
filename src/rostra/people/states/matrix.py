"""Who may do what: functions and rights, and the matrix of both by role. Defaults lie in ``matrix.toml``; a city's profile changes them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from rostra.core.errors import Misconfigured
from rostra.people.states.words import Relation, Role

E = TypeVar("E", bound=StrEnum)

IF_ASSIGNED = " if assigned"

Cells = Mapping[str, Mapping[str, Iterable[str]]]  # function: role or relation: rights, as they are written


class Right(StrEnum):
    """What one may do with a thing."""

    EXISTS = "exists"  # see that it exists, and its status
    COUNTS = "counts"  # see numbers
    READ = "read"
    WRITE = "write"
    APPROVE = "approve"


class Function(StrEnum):
    """What rights are about: a row of the matrix."""

    POLICY = "policy"
    ADOPTION = "adoption"
    ROSTER = "roster"
    POSITION_ATTRIBUTES = "position-attributes"
    SIGN_IN = "sign-in"
    ACKNOWLEDGEMENT = "acknowledgement"
    REGISTER = "register"
    ACCOUNT_REQUEST = "account-request"
    ESCROW = "escrow"
    AUTHORITY = "authority"
    CAPTURE = "capture"
    RESTRICTED_ARCHIVE = "restricted-archive"
    MODERATION_ACT = "moderation-act"
    CONSISTENCY = "consistency"
    BLOCK_EXCEPTION = "block-exception"
    FILTER_TERMS = "filter-terms"
    CASE_INTAKE = "case-intake"
    CASE_OF_EMPLOYEE = "case-of-employee"
    CASE_OF_OFFICIAL = "case-of-official"
    ATTORNEY_SECTION = "attorney-section"
    REQUEST = "request"
    REDACTION = "redaction"
    SCHEDULES = "schedules"
    HOLD = "hold"
    DESTRUCTION = "destruction"
    AUDIT_LOG = "audit-log"
    REPORTS = "reports"


@dataclass(frozen=True, slots=True)
class Separation:
    """Rights that a role never has, whatever a city writes: ``reason`` says why, to the person who wrote it."""

    role: str
    functions: frozenset[Function]
    rights: frozenset[Right]
    reason: str


_EVERY_RIGHT = frozenset(Right)
_NOT_PUBLIC = frozenset(
    {
        Function.RESTRICTED_ARCHIVE, Function.CASE_OF_EMPLOYEE, Function.CASE_OF_OFFICIAL, Function.ATTORNEY_SECTION, Function.REDACTION,
        Function.REQUEST, Function.ESCROW,
    }
)  # fmt: skip
_CASES = frozenset({Function.CASE_OF_EMPLOYEE, Function.CASE_OF_OFFICIAL, Function.ATTORNEY_SECTION})
_ALTERING = frozenset({Right.WRITE, Right.APPROVE})

SEPARATIONS = (
    Separation(Role.ADMINISTRATOR, _NOT_PUBLIC, _EVERY_RIGHT, "the administrator of the system reads nothing that is not public"),
    Separation(Role.COMMUNICATIONS_DIRECTOR, _CASES, _EVERY_RIGHT, "communications does not investigate people"),
    Separation(Role.SOCIAL_MEDIA_OFFICER, _CASES, _ALTERING, "communications does not investigate people"),
    Separation(Role.MODERATOR, _CASES, _EVERY_RIGHT, "communications does not investigate people"),
    Separation(Role.HR, frozenset({Function.CASE_OF_OFFICIAL}), _EVERY_RIGHT, "a case of an official is the ethics officer's, not HR's"),
    Separation(Role.AUDITOR, frozenset(Function), _ALTERING, "an auditor changes nothing"),
    *(
        Separation(role, frozenset({Function.ATTORNEY_SECTION}), _EVERY_RIGHT, "the attorney's section is the attorney's alone")
        for role in (*Role, *Relation)
        if role != Role.CITY_ATTORNEY
    ),
)  # fmt: skip


class Matrix:
    """The rights of each role and relation. Raises ValueError that names the cell and what is allowed there."""

    def __init__(self, defaults: Cells, changes: Cells) -> None:
        self._cells: dict[tuple[Function, str], frozenset[str]] = {}
        for cells in (defaults, changes):
            for function, role, rights in _sound(cells):
                self._cells[function, role] = rights

    def allows(self, roles: Iterable[str], right: Right, function: Function, *, assigned: bool = False) -> bool:
        """Whether any of these roles and relations gives the right; ``assigned``: to a participant of the thing."""
        wanted = {right.value, right.value + IF_ASSIGNED} if assigned else {right.value}
        return any(wanted & self._cells.get((function, role), frozenset()) for role in roles)

    def roles_with(self, right: Right, function: Function) -> list[str]:
        """The roles that have the right without being assigned, in the order of their declaration."""
        return [role for role in (*Role, *Relation) if right.value in self._cells.get((function, role), frozenset())]

    def rows(self) -> Iterator[tuple[Function, dict[str, list[str]]]]:
        """Every function with the rights of each role that has any."""
        order = list(Right)
        for function in Function:
            yield (
                function,
                {
                    role: sorted(rights, key=lambda told: order.index(_right(told)))
                    for role in (*Relation, *Role)
                    if (rights := self._cells.get((function, role)))
                },
            )


def defaults() -> Cells:
    """The matrix as it is delivered."""
    return tomllib.loads(Path(__file__).with_name("matrix.toml").read_text(encoding="utf-8"))


def require_sound(changes: Cells) -> None:
    """Nothing when a city's changes can be applied. Raises Misconfigured that names the cell and what is allowed."""
    try:
        Matrix(defaults(), changes)
    except ValueError as error:
        raise Misconfigured(
            f"the city's profile, {error}",
            id="people.E001",
            hint="docs/reference/roles-and-permissions.md lists functions, roles and rights",
        ) from None


def _sound(cells: Cells) -> Iterator[tuple[Function, str, frozenset[str]]]:
    for name, row in cells.items():
        function = _known(Function, name, "function")
        for role, told in row.items():
            if role not in {*Role, *Relation}:
                raise ValueError(f"permissions.{name}: {role!r} is no role; allowed: {', '.join((*Relation, *Role))}")
            rights = frozenset(told)
            for right in rights:
                _require_not_separated(role, function, _right(right))
            yield function, role, rights


def _right(told: str) -> Right:
    return _known(Right, told.removesuffix(IF_ASSIGNED), "right")


def _known(values: type[E], told: str, what: str) -> E:
    try:
        return values(told)
    except ValueError:
        raise ValueError(f"permissions: {told!r} is no {what}; allowed: {', '.join(values)}") from None


def _require_not_separated(role: str, function: Function, right: Right) -> None:
    for separation in SEPARATIONS:
        if separation.role == role and function in separation.functions and right in separation.rights:
            raise ValueError(f"permissions.{function}.{role}: {right.value} cannot be given: {separation.reason}")
