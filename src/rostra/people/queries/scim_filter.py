"""Filters of SCIM (RFC 7644, section 3.4.2.2) as conditions of the database: those that a provider needs to find a person again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from scim2_models import InvalidFilterException
from scim2_models.path import (
    AttrPath,
    CompareOperator,
    Comparison,
    FilterNode,
    FilterVisitor,
    LogicalExpr,
    LogicalOperator,
    Not,
    Present,
    ValuePath,
)

from rostra.people.queries.provisions import user_named

DEEPEST = 20  # conditions in conditions
_LOOKUPS = {
    CompareOperator.co: "contains", CompareOperator.sw: "startswith", CompareOperator.ew: "endswith", CompareOperator.gt: "gt",
    CompareOperator.ge: "gte", CompareOperator.lt: "lt", CompareOperator.le: "lte",
}  # fmt: skip
_OF_TEXT = {CompareOperator.co, CompareOperator.sw, CompareOperator.ew}


@dataclass(frozen=True, slots=True)
class Column:
    """Where an attribute lies. ``exact``: whether the case of letters counts. ``read`` makes the filter's value one of the column."""

    path: str
    exact: bool = False
    read: Callable[[Any], Any] | None = None


def _value(column: Column, node: Comparison) -> Any:
    """What is compared. Raises InvalidFilterException for what no column can be compared with."""
    equality = node.op in {CompareOperator.eq, CompareOperator.ne}
    if not equality and (column.read or node.value is None):
        raise InvalidFilterException(detail=f"{node.attr_path} is not compared by {node.op} with {node.value!r}")
    if isinstance(node.value, str) and "\0" in node.value:
        raise InvalidFilterException(detail="a value holds a character that no text has")
    return column.read(node.value) if column.read else node.value


def _uuid(value: object) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None


USERS: Mapping[str, Column] = {
    "id": Column("key", True, _uuid),
    "externalid": Column("external_id", True),
    "username": Column("user_name"),
    "displayname": Column("display_name"),
    "name.formatted": Column("formatted"),
    "name.givenname": Column("given"),
    "name.familyname": Column("family"),
    "active": Column("active", True),
    "title": Column("title"),
    "usertype": Column("user_type"),
    "emails": Column("person__email"),
    "emails.value": Column("person__email"),
    "employeenumber": Column("person__number", True),
    "department": Column("department"),
    "meta.created": Column("made", True),
    "meta.lastmodified": Column("changed", True),
}
GROUPS: Mapping[str, Column] = {"id": Column("slug", True), "displayname": Column("name")}


class AsCondition(FilterVisitor[Q]):
    """A filter as a condition. Raises InvalidFilterException for an attribute by which nothing is found here."""

    def __init__(self, columns: Mapping[str, Column], within: str = "") -> None:
        self._columns = columns
        self._within = within
        self._depth = 0

    def visit(self, node: FilterNode) -> Q:
        """The condition of a node."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise InvalidFilterException(detail=f"conditions stand in conditions more than {DEEPEST} deep")
        found = super().visit(node)
        self._depth -= 1
        return found

    def visit_comparison(self, node: Comparison) -> Q:
        """An attribute compared with a value; a column that is empty is unequal to every value."""
        if self._within and node.attr_path.attr.lower() in {"type", "primary"}:
            return Q()  # one address is kept, and it is the one for work
        column = self._column(node.attr_path)
        value = _value(column, node)
        if node.op is CompareOperator.eq:
            return _equal(column, value)
        if node.op is CompareOperator.ne:
            return ~_equal(column, value)
        if node.op in _OF_TEXT and not column.exact:
            return Q(**{f"{column.path}__i{_LOOKUPS[node.op]}": value})
        return Q(**{f"{column.path}__{_LOOKUPS[node.op]}": value})

    def visit_present(self, node: Present) -> Q:
        """An attribute that has a value."""
        path = self._column(node.attr_path).path
        empty = Q(**{f"{path}__isnull": True})
        return ~empty if path in {"key", "active", "made", "changed"} else ~(empty | Q(**{path: ""}))

    def visit_not(self, node: Not) -> Q:
        """The opposite."""
        return ~self.visit(node.expr)

    def visit_logical_expr(self, node: LogicalExpr) -> Q:
        """All of them, or any."""
        terms = [self.visit(term) for term in node.terms]
        found = terms[0]
        for term in terms[1:]:
            found = found & term if node.op is LogicalOperator.and_ else found | term
        return found

    def visit_value_path(self, node: ValuePath) -> Q:
        """An entry of a list that fulfils conditions: only addresses are a list."""
        return AsCondition(self._columns, f"{node.attr_path.attr.lower()}.").visit(node.val_filter)

    def _column(self, path: AttrPath) -> Column:
        name = self._within + ".".join(filter(None, (path.attr, path.sub_attr))).lower()
        if name not in self._columns:
            raise InvalidFilterException(detail=f"nothing is found by {path} here; by: {', '.join(self._columns)}")
        return self._columns[name]


def _equal(column: Column, value: Any) -> Q:
    """By the index where there is one: that of user names is on their lower case."""
    if value is None:
        return Q(**{f"{column.path}__isnull": True})
    if column.exact or not isinstance(value, str):
        return Q(**{column.path: value})
    if column.path == "user_name":
        return user_named(value)
    return Q(**{f"{column.path}__iexact": value})
