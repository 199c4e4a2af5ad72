"""Which hubs tell of a feed, and under which name (WebSub, 4); and what they send. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from rostra.platforms.base import BadSource
from rostra.platforms.hostile import address_from
from rostra.platforms.rss.document import Document, read
from rostra.platforms.websub import Discovered

MOST = 10  # hubs of one feed

_PARAMETER = r"""\s*;\s*[\w*-]{1,40}\s*=\s*(?:"[^"]{0,500}"|[^\s;,"]{1,500})"""
_LINK = re.compile(rf"<([^<>]{{0,2000}})>((?:{_PARAMETER}){{1,20}})")
_REL = re.compile(r""";\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))""", re.IGNORECASE)


def hubs_of(address: str, headers: Mapping[str, str], document: Document) -> Discovered | None:
    """What the feed at an address names: in its Link header, else in itself. None where it names no hub."""
    for links in (list(_headed(headers.get("link", ""))), list(_linked(document))):
        hubs = tuple(dict.fromkeys(found for rel, href in links if rel == "hub" and (found := address_from(href, address))))
        topic = next((found for rel, href in links if rel == "self" and (found := address_from(href, address))), address)
        if hubs:
            return Discovered(hubs[:MOST], topic)
    return None


def news(body: bytes) -> Document:
    """What a hub sends of a feed: entries that are new or changed, and what the feed says was deleted (RFC 6721). Raises BadSource."""
    try:
        return read(body)
    except ValueError as error:
        raise BadSource(f"A hub sent something that is no readable feed: {error}.") from None


def _headed(header: str) -> Iterator[tuple[str, str]]:
    """Relation and address of each link of a header (RFC 8288)."""
    for href, parameters in _LINK.findall(header):
        found = _REL.search(parameters)
        for rel in (found[1] or found[2] or "").lower().split() if found else ():
            yield rel, href


def _linked(document: Document) -> Iterator[tuple[str, str]]:
    """Relation and address of each link of the feed itself, which RSS borrows from Atom."""
    links = document.about.fields.get("links") or []
    for link in links if isinstance(links, list) else []:
        for rel in str(link.get("rel", "")).lower().split():
            yield rel, str(link.get("href", ""))
