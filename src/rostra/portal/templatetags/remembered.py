"""``trans``, ``static`` and ``url`` as Django has them, but worked out once, not with every page. Load this after ``i18n`` and ``static``.

Words depend on the language alone, addresses of our own files on nothing, and an address of a page on the numbers and slugs in it. On a
record page these three took 2 of 7 ms.
"""

from __future__ import annotations

import re
from functools import lru_cache

from django import template
from django.template.base import FilterExpression, Node, Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as django_url
from django.templatetags.i18n import do_translate
from django.templatetags.static import do_static
from django.urls import reverse
from django.utils.translation import get_language

register = template.Library()

_SLUG = re.compile(r"[-a-zA-Z0-9_]+")
_PLACES = (1_000_001, 1_000_002)  # stand in an address where its arguments will


class Remembered(Node):
    """A tag whose output depends on the language of the page alone. The frame of the pages names it once: to ask Django costs 5 µs."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.by_language: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        """What the tag says in this language."""
        language = context.get("LANGUAGE_CODE") or get_language()
        found = self.by_language.get(language)
        if found is None:
            found = self.by_language[language] = self.node.render(context)
        return found


class Address(Node):
    """The address of a page, by filling in what was found once. What is neither a number nor a slug is left to Django."""

    def __init__(self, node: URLNode, name: str) -> None:
        self.node = node
        self.name = name

    def render(self, context: Context) -> str:
        """The address, or nothing where it is kept under a name."""
        values = [argument.resolve(context) for argument in self.node.args]
        if not all(isinstance(value, int) or (isinstance(value, str) and _SLUG.fullmatch(value)) for value in values):
            return self.node.render(context)
        found = pattern(self.name, len(values)).format(*values)
        if self.node.asvar is None:
            return found
        context[self.node.asvar] = found
        return ""


@lru_cache(maxsize=64)
def pattern(name: str, arguments: int) -> str:
    """The address of a view with ``{}`` for each argument: ``/record/{}/v/{}``. Raises NoReverseMatch."""
    places = _PLACES[:arguments]
    found = reverse(name, args=places)
    for place in places:
        found = found.replace(str(place), "{}")
    return found


def _is_literal(expression: FilterExpression) -> bool:
    return isinstance(expression.var, str) and not expression.filters


@register.tag
def trans(parser: Parser, token: Token) -> Node:
    """``{% trans "words" %}``."""
    words = token.split_contents()
    node = do_translate(parser, token)
    is_plain = len(words) == 2 and words[1][0] in "'\"" and words[1][-1] == words[1][0]
    return Remembered(node) if is_plain else node


@register.tag
def static(parser: Parser, token: Token) -> Node:
    """``{% static 'path' %}``."""
    node = do_static(parser, token)
    return Remembered(node) if node.varname is None and _is_literal(node.path) else node


@register.tag
def url(parser: Parser, token: Token) -> Node:
    """``{% url 'name' arguments %}``."""
    node = django_url(parser, token)
    is_plain = _is_literal(node.view_name) and not node.kwargs and len(node.args) <= len(_PLACES)
    return Address(node, str(node.view_name.var)) if is_plain else node
