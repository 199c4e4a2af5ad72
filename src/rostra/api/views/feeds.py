"""Feeds after RFC 4287 (Atom). Everything that comes from a post is text; the only markup is the safe HTML that was made at intake."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from xml.etree import ElementTree as ET

from django.conf import settings
from django.http import HttpResponse
from django.utils.http import http_date

from rostra.api.queries import moderation_shapes, shapes
from rostra.api.views.answers import REVALIDATE
from rostra.core.clock import stamp

ATOM = "http://www.w3.org/2005/Atom"
NOTHING_YET = dt.datetime(2006, 3, 1, tzinfo=dt.UTC)  # when a feed without entries was updated
TITLE = 80  # characters of a text
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, section 2.2 (Char)

ET.register_namespace("", ATOM)


def sound(text: str) -> str:
    """A text that XML can hold: characters that it forbids become U+FFFD."""
    return _FORBIDDEN.sub("\ufffd", text)


def as_atom(title: str, links: Mapping[str, str], records: Sequence[shapes.Record]) -> HttpResponse:
    """A feed of records as an answer. ``links`` by relation: the page it belongs to ("alternate"), itself, its next page."""
    return _feed(title, links, max((each.changed for each in records), default=NOTHING_YET), map(_entry, records))


def of_acts(title: str, links: Mapping[str, str], acts: Sequence[moderation_shapes.ModerationAct]) -> HttpResponse:
    """A feed of acts against somebody's speech: it says of nobody whom they are against."""
    return _feed(title, links, max((each.changed for each in acts), default=NOTHING_YET), map(_entry_of_act, acts))


def _feed(title: str, links: Mapping[str, str], updated: dt.datetime, entries: Iterable[ET.Element]) -> HttpResponse:
    root = ET.Element(f"{{{ATOM}}}feed")
    _add(root, "id", links["alternate"])
    _add(root, "title", title)
    _add(root, "updated", stamp(updated))
    _add(_add(root, "author"), "name", settings.PROFILE.city.government)
    for relation, address in links.items():
        _add(root, "link", rel=relation, type="text/html" if relation == "alternate" else "application/atom+xml", href=address)
    root.extend(entries)
    body = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    headers = {"Last-Modified": http_date(updated.timestamp()), "Cache-Control": REVALIDATE}
    return HttpResponse(body, content_type="application/atom+xml; charset=utf-8", headers=headers)


def _entry_of_act(of: moderation_shapes.ModerationAct) -> ET.Element:
    entry = ET.Element(f"{{{ATOM}}}entry")
    _add(entry, "id", of.url)
    _add(entry, "title", f"{of.account}: {of.act}, {of.standing}")
    _add(entry, "updated", stamp(of.changed))
    _add(entry, "published", stamp(of.seen))
    _add(entry, "link", rel="alternate", type="text/html", href=of.url)
    _add(entry, "category", term=of.act)
    _add(entry, "category", term=of.standing)
    _add(entry, "content", f"{of.act} by {of.account}, seen at {stamp(of.seen)}. {_standing(of)}")
    return entry


def _standing(of: moderation_shapes.ModerationAct) -> str:
    if of.undone:
        return f"Seen to be gone at {stamp(of.undone)}."
    told = {"allowed": f"Allowed by counsel until {of.allowed_until}.", "tolerated": "It takes nothing from anybody."}
    told["recorded"] = "It is recorded, with its ground."
    return told.get(of.standing, f"Nobody approved it; to be undone by {of.due}.")


def _entry(record: shapes.Record) -> ET.Element:
    entry = ET.Element(f"{{{ATOM}}}entry")
    _add(entry, "id", record.url)
    _add(entry, "title", _title(record))
    _add(entry, "updated", stamp(record.changed))
    _add(entry, "published", stamp(record.published))
    _add(_add(entry, "author"), "name", record.author.name or record.author.handle or record.author.id)
    _add(entry, "link", rel="alternate", type="text/html", href=record.url)
    for medium in record.media:
        if medium.url:
            _add(entry, "link", rel="enclosure", type=medium.type, href=medium.url)
    _add(entry, "category", term=record.kind)
    _add(entry, "content", "".join(_content(record)), type="html")
    return entry


def _title(record: shapes.Record) -> str:
    first, by = record.text.strip().split("\n", 1)[0], record.account.handle if record.author.official else record.author.id
    return (first[: TITLE - 1] + "…" if len(first) > TITLE else first) or f"{record.kind} by {record.author.handle or by}"


def _content(record: shapes.Record) -> Iterator[str]:
    if gone := record.status.gone:
        yield f"<p><strong>Removed from the platform; our check found it gone at {stamp(gone.seen)}.</strong></p>"
    yield f"<p>{record.html}</p>"
    for medium in record.media:
        told = medium.alt or "The account gave no description."
        yield f'<p><a href="{html.escape(medium.url or record.url)}">{html.escape(medium.type)}</a>: {html.escape(told)}</p>'


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    clean = {key: sound(value) for key, value in attributes.items()}
    child = ET.SubElement(parent, f"{{{ATOM}}}{name}", clean)
    if text:
        child.text = sound(text)
    return child
