"""A row into an item: pure, so that the same row always gives the same item."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import TYPE_CHECKING

from rostra.platforms.base import Identity, Item, Kind, MediaRef

if TYPE_CHECKING:
    from rostra.platforms.base import Source
    from rostra.platforms.table.mapping import KindRule, Media, Published, TableMapping, Template
    from rostra.platforms.table.read import Row

EARLIEST = dt.datetime(1990, 1, 1, tzinfo=dt.UTC)  # no network is that old: a time before it is a mistake, mostly a zero
LATEST = dt.timedelta(days=1)  # after the moment of taking in: clocks and zones may be a little wrong
URI_LIMIT = 2048  # characters: what is longer fits no index

_NUMBER = re.compile(r"-?[0-9]{1,14}(\.[0-9]+)?")
_BETWEEN_LANGUAGES = re.compile(r"[\s,;]+")
_MEDIA_TYPES = {
    "avif": "image/avif",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "mov": "video/quicktime",
    "mp4": "video/mp4",
    "png": "image/png",
    "webm": "video/webm",
    "webp": "image/webp",
}


class BadRow(ValueError):
    """A row is no item: what is wrong with it, in words for the person who sent the file."""


def parse(row: Row, mapping: TableMapping, source: Source) -> Item:
    """The item in a row. Raises BadRow."""
    if row.reason:
        raise BadRow(row.reason)
    cells = row.cells
    reply_to = mapping.reply_to.fill(cells) if mapping.reply_to else ""
    account = _account(cells, mapping.account)
    return Item(
        uri=_uri(mapping.uri, cells),
        kind=_kind(mapping.kinds, cells, reply_to),
        account=account,
        author=Identity(account, account, cells.get(mapping.author, "") if mapping.author else ""),
        raw=row.raw,
        media_type="application/json",
        source=source,
        evidence=mapping.evidence,
        published=_published(mapping.published, cells, source.seen) if mapping.published else None,
        text=_text(mapping, cells),
        languages=_languages(mapping.languages, cells) if mapping.languages else (),
        reply_to=reply_to,
        thread=mapping.thread.fill(cells) if mapping.thread else "",
        url=mapping.url.fill(cells) if mapping.url else "",
        media=_media(mapping.media, cells) if mapping.media else (),
        sameness=row.sameness,
    )


def _uri(template: Template, cells: dict[str, str]) -> str:
    uri = template.fill(cells)
    if not uri:
        raise BadRow(f"it has no identity: {' or '.join(template.columns)} is empty")
    if len(uri) > URI_LIMIT or not uri.isprintable():
        raise BadRow(f"its identity is longer than {URI_LIMIT:,} characters or holds unprintable ones: {uri[:80]!r}")
    return uri


def _account(cells: dict[str, str], column: str) -> str:
    account = cells.get(column, "").strip().removeprefix("@")
    if not account:
        raise BadRow(f"it names no account: {column} is empty")
    return account


def _kind(rules: tuple[KindRule, ...], cells: dict[str, str], reply_to: str) -> Kind:
    for rule in rules:
        if _passes(rule, cells.get(rule.column, "")):
            return rule.kind
    return Kind.REPLY if reply_to else Kind.POST


def _passes(rule: KindRule, cell: str) -> bool:
    if rule.test == "equals":
        return cell.strip() == rule.value
    if rule.test == "starts_with":
        return cell.startswith(rule.value)
    return bool(cell.strip())


def _text(mapping: TableMapping, cells: dict[str, str]) -> str:
    text = cells.get(mapping.text, "") if mapping.text else ""
    return html.unescape(text) if mapping.html_entities and "&" in text else text


def _languages(column: str, cells: dict[str, str]) -> tuple[str, ...]:
    return tuple(filter(None, _BETWEEN_LANGUAGES.split(cells.get(column, ""))))


def _media(media: Media, cells: dict[str, str]) -> tuple[MediaRef, ...]:
    refs = (ref.strip() for ref in cells.get(media.column, "").split(media.separator))
    return tuple(MediaRef(ref, media_type_of(ref)) for ref in refs if ref)


def media_type_of(ref: str) -> str:
    """The media type that a reference's ending promises, ``application/octet-stream`` where it promises none."""
    ending = ref.partition("?")[0].rpartition(".")[2].lower()
    return _MEDIA_TYPES.get(ending, "application/octet-stream")


def _published(published: Published, cells: dict[str, str], seen: dt.datetime) -> dt.datetime | None:
    text = cells.get(published.column, "").strip()
    if not text:
        return None
    try:
        moment = _in_utc(_moment(text, published.format), published)
    except (ValueError, OverflowError) as error:
        raise BadRow(f"its time is no {published.format}: {text[:60]!r} ({error})") from error
    if not EARLIEST <= moment <= seen + LATEST:
        raise BadRow(f"its time cannot be: {text[:60]!r} is before {EARLIEST.year} or after the file was taken in")
    return moment


def _moment(text: str, pattern: str) -> dt.datetime:
    if pattern == "iso8601":
        return dt.datetime.fromisoformat(text)
    if pattern == "unix":
        if not _NUMBER.fullmatch(text):
            raise ValueError("not a number of seconds")
        return dt.datetime.fromtimestamp(float(text), dt.UTC)
    return dt.datetime.strptime(text, pattern)  # noqa: DTZ007 - the zone is the mapping's


def _in_utc(moment: dt.datetime, published: Published) -> dt.datetime:
    if moment.tzinfo is dt.UTC:
        return moment
    if moment.tzinfo is not None:
        return moment.astimezone(dt.UTC)
    if published.zone is None:
        raise ValueError("it names no zone: say published.zone in the mapping")
    if published.zone.key == "UTC":
        return moment.replace(tzinfo=dt.UTC)
    there = moment.replace(tzinfo=published.zone)
    here = there.astimezone(dt.UTC)
    if here.astimezone(published.zone).replace(tzinfo=None) != moment:
        raise ValueError(f"the clocks in {published.zone.key} skipped it")
    return here
