"""A row of an archive into an item: pure, so that the same bytes always give the same item."""

from __future__ import annotations

import re

from rostra.platforms.base import Evidence, Identity, Item, Kind, MediaRef, Source, Span
from rostra.platforms.files.exported import BadElement, is_public, published, sameness, withheld
from rostra.platforms.files.rows import MEDIA_TYPE, cells
from rostra.platforms.hostile import read_utc, web_address
from rostra.platforms.linkedin.addresses import comment_in, comment_uri, nameless_uri, post_uri, urn_in
from rostra.platforms.table.parse import media_type_of

_EVERYBODY = frozenset({"member_network", "public", "anyone"})
_OTHERS = frozenset({"connections", "connections_only", "connections-only", "logged_in", "container", "group", "employees", "company"})
_TORN = '"\n"'  # so some archives write the end of a line within a text
_ESCAPED = re.compile(r'\\"(?!\r?\n?$)')


def mend(line: str) -> str:
    r"""A line of Comments.csv as CSV: LinkedIn writes a quote in a comment, its last column, as ``\"``."""
    return _ESCAPED.sub('""', line)


def share(raw: bytes, author: Identity, source: Source) -> Item | None:
    """The post in a row of Shares.csv; None where not everybody can see it. Raises BadElement."""
    with withheld():
        row = cells(raw)
    if not is_public(row.under("Visibility"), _EVERYBODY, _OTHERS):
        return None
    urn = urn_in(row.under("ShareLink"))
    if not urn:
        raise BadElement("its ShareLink names no post")
    stated, said, shared = row.under("Date"), _whole(row.under("ShareCommentary")), web_address(row.under("SharedUrl"))
    text, spans = _with_link(said, shared)
    other = post_uri(of) if (of := urn_in(shared)) else ""
    kind = Kind.POST if not other else Kind.QUOTE if said else Kind.REPOST
    medium = web_address(row.under("MediaUrl"))
    return Item(
        uri=post_uri(urn),
        kind=kind,
        account=author.id,
        author=author,
        raw=raw,
        media_type=MEDIA_TYPE,
        source=source,
        evidence=Evidence.OWNER_EXPORT,
        published=published(read_utc(stated), stated, source.seen),
        text=text,
        quotes=other if kind is Kind.QUOTE else "",
        subject=other if kind is Kind.REPOST else "",
        url=post_uri(urn),
        spans=spans,
        media=(MediaRef(medium, media_type_of(medium)),) if medium else (),
        sameness=sameness(said, shared),
    )


def comment(raw: bytes, author: Identity, source: Source) -> Item | None:
    """The comment in a row of Comments.csv; None where it stands in a group. Raises BadElement."""
    row = cells(raw, mend)
    link, stated, text = row.under("Link"), row.under("Date"), row.under("Message")
    thread, name = urn_in(link), comment_in(link)
    if not thread:
        raise BadElement("its Link names no post")
    if not text:
        raise BadElement("it has no text")
    if "groupPost" in f"{thread} {name}":
        return None
    moment = published(read_utc(stated), stated, source.seen)
    uri = comment_uri(thread, name) if name else nameless_uri(author.id, thread, moment, text)
    return Item(
        uri=uri,
        kind=Kind.REPLY,
        account=author.id,
        author=author,
        raw=raw,
        media_type=MEDIA_TYPE,
        source=source,
        evidence=Evidence.OWNER_EXPORT,
        published=moment,
        text=text,
        reply_to=post_uri(thread),
        thread=post_uri(thread),
        url=uri if name else post_uri(thread),
        sameness=sameness(text),
    )


def _whole(text: str) -> str:
    """The text, where every end of a line in it was torn by quotes without these."""
    return text.replace(_TORN, "\n") if text.count("\n") == text.count(_TORN) else text


def _with_link(text: str, shared: str) -> tuple[str, tuple[Span, ...]]:
    """The text with what it shares below it, unless it says so itself."""
    if not shared:
        return text, ()
    at = text.find(shared)
    if at < 0:
        text = f"{text}\n{shared}" if text else shared
        at = len(text) - len(shared)
    return text, (Span(at, at + len(shared), shared),)
