"""A record of a WARC file into an item: pure, so that the same record always gives the same item."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256

from rostra.platforms.base import Evidence, Identity, Item, Kind, Source
from rostra.platforms.files.exported import BadElement
from rostra.platforms.hostile import read_time, web_address
from rostra.platforms.table.parse import EARLIEST, LATEST
from rostra.platforms.text import Text, plain
from rostra.platforms.webpages.packed import without_fragment
from rostra.platforms.webpages.response import LONGEST, decoded, html_of, is_html, response_in
from rostra.platforms.webpages.warc import Headers, Record, has_digest

SCHEME = "page:"  # before the address of a page: what a browser saw there is no version of the post itself

_KINDS = ("response", "resource")
_OF_WEIGHT = ("warc-record-id", "warc-date", "warc-block-digest", "warc-payload-digest", "warc-truncated", "warc-ip-address")


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose pages are taken, as a person says. ``shows``: whether an address is one of this account's pages; ``names``: what it goes by."""

    network: str
    account: Identity
    names: tuple[str, ...]
    shows: Callable[[str], bool]


def target(headers: Headers) -> str:
    """The address whose page a record may hold; empty where it holds none. Old wget sets it in angle brackets."""
    if headers.get("warc-type", "").lower() not in _KINDS:
        return ""
    return without_fragment(web_address(headers.get("warc-target-uri", "").strip("<>")))


def is_page(record: Record) -> bool:
    """Whether a server answered with a page, and not with an error, another address, or something that a page is made of."""
    if record.headers.get("warc-type", "").lower() == "resource":
        return is_html(record.headers.get("content-type", ""))
    response = response_in(record.block)
    return response is not None and response.status == 200 and is_html(response.headers.get("content-type", ""))


def page(record: Record, of: Owner, source: Source, shown: str) -> Item:
    """The item of a record that ``is_page``. ``shown``: its text as the browser showed it, if somebody wrote it down. Raises BadElement."""
    address, seen = target(record.headers), _seen(record.headers, source.seen)
    _check(record)
    text = Text(shown) if shown else plain(_html(record), address)
    return Item(
        uri=SCHEME + address,
        kind=Kind.POST,
        account=of.account.id,
        author=of.account,
        raw=record.block,
        media_type=_media_type(record.headers),
        source=replace(source, seen=seen, status=_status(record), headers=_of_weight(record.headers)),
        evidence=Evidence.BROWSER_CAPTURE,
        revision=seen.isoformat(timespec="microseconds"),
        text=text.text,
        url=address,
        spans=text.spans,
        sameness=sha256(f"{address}\n{text.text}".encode("utf-8", "surrogatepass")).digest() if text.text else b"",
    )


def _check(record: Record) -> None:
    """Raises BadElement where the block is too long, or not the one that its digest is of."""
    if record.length > LONGEST:
        raise BadElement(f"it has {record.length:,} bytes, more than the {LONGEST:,} that a page may have")
    if not has_digest(record.block, record.headers.get("warc-block-digest", "")):
        raise BadElement("its bytes have not the digest that is stated of them")


def _html(record: Record) -> str:
    response = response_in(record.block)
    return html_of(response) if response else decoded(record.block, record.headers.get("content-type", ""))


def _status(record: Record) -> int | None:
    response = response_in(record.block)
    return response.status if response else None


def _media_type(headers: Headers) -> str:
    """Of the block, as the record states it."""
    stated = headers.get("content-type", "")
    return stated if "/" in stated else "application/octet-stream"


def _of_weight(headers: Headers) -> tuple[tuple[str, str], ...]:
    return tuple((name, headers[name]) for name in _OF_WEIGHT if name in headers)


def _seen(headers: Headers, taken_in: dt.datetime) -> dt.datetime:
    stated = headers.get("warc-date", "")
    moment = read_time(stated)
    if moment is None or not EARLIEST <= moment <= taken_in + LATEST:
        raise BadElement(f"its time is none, or cannot be: {stated[:60]!r}")
    return moment
