"""Clauses as acts, cases and findings name them: where their text stands, and its heading."""

from __future__ import annotations

import re

from django import template
from django.urls import reverse

from rostra.policy.queries import cited_clause

register = template.Library()
CLAUSE = re.compile(r"(?P<document>[a-z0-9-]+)/(?:(?P<version>\d{1,9})#)?(?P<key>[a-z0-9-]+)")


@register.filter
def clause_address(clause: str) -> str:
    """The public address of a clause, ``document/key`` or in one version ``document/2#key``; "" where it is named in other words."""
    named = CLAUSE.fullmatch(clause)
    if named is None:
        return ""
    text, version = named["document"], named["version"]
    page = reverse("portal:policy-version", args=[text, int(version)]) if version else reverse("portal:policy-document", args=[text])
    return f"{page}#{named['key']}"


@register.filter
def clause_heading(clause: str) -> str:
    """The heading of a clause in the version that is cited; "" where none is, or nobody but staff reads it. One query, or none."""
    named = CLAUSE.fullmatch(clause)
    found = cited_clause(named["document"], int(named["version"]), named["key"]) if named and named["version"] else None
    return str(found or "")
