"""Archived pages of one account: each page of its own in a WARC file or a WACZ."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from hashlib import sha256
from typing import BinaryIO, ClassVar

from rostra.platforms.base import BadSource, Capabilities, Event, Method, Source
from rostra.platforms.files.exported import Contents, Element, Exported, Reading
from rostra.platforms.webpages.packed import WARCS, check_digests, open_captures, pages_in
from rostra.platforms.webpages.parse import Owner, is_page, page, target
from rostra.platforms.webpages.response import LONGEST
from rostra.platforms.webpages.warc import Headers, read_record, records

_A_LOOK = 1 << 14  # bytes of a record of others: enough to see whether it is a page


class Captures(Exported):
    """The platform of one file of archived pages. ``of``: whose, as a person says: no such file names an account."""

    name: ClassVar[str] = "web"
    capabilities: ClassVar[Capabilities] = Capabilities(
        methods=frozenset({Method.IMPORT}),
        cannot=(
            "An archived page is what somebody's browser or crawler says that it saw: nobody but who made the file vouches for it.",
            "A page is kept as it was delivered; what its scripts fetched later is read only where the file has the text that was shown.",
            "Pictures, videos and everything else that a page is made of stay in the file that was handed over.",
            "Pages whose address does not name the account, such as those of single pictures on some networks, are left out.",
        ),
    )

    def __init__(self, source: Source, of: Owner) -> None:
        super().__init__(source, of.account.id)
        self.of = of
        self._checked = ""

    @property
    def network(self) -> str:
        """Where the pages' account is."""
        return self.of.network

    @cached_property
    def reading(self) -> bytes:
        """See ``FilePlatform.reading``: what the account goes by decides which pages are its own."""
        return sha256("\0".join(("pages, read 1", self.network, self.of.account.id, *self.of.names)).encode()).digest()

    def open(self, source: BinaryIO) -> Contents:
        """Raises BadSource where it is neither WARC nor WACZ."""
        return open_captures(source)

    def begin(self, archive: Contents) -> Reading:
        """Raises BadSource where it holds no WARC file, or a file in it has not the digest that is stated. Digests are checked once."""
        if self._checked != archive.fingerprint:
            check_digests(archive)
            self._checked = archive.fingerprint
        return _Reading(archive, self.of, self.source)


class _Reading(Reading):
    """The pages of the account; those of other addresses are counted and left."""

    def __init__(self, archive: Contents, of: Owner, source: Source) -> None:
        self._archive = archive
        self._of = of
        self._source = source
        self._names = archive.names(WARCS)
        if not self._names:
            raise BadSource("the archive holds no WARC file (archive/*.warc.gz): it is no WACZ, or one that only names others")
        self._listed = pages_in(archive)
        self._left = self._read = 0
        self.owner = of.account

    def members(self) -> list[str]:
        return self._names

    def elements(self, name: str) -> Iterator[Element]:
        self._left = self._read = number = 0
        for record in records(self._counted(name), self._hold):
            address = target(record.headers)
            if not self._is_listed(address) or not is_page(record):
                continue
            if self._of.shows(address):
                number += 1
                yield Element(number, self._read, record.raw)
            else:
                self._left += 1

    def events(self, name: str, element: Element) -> list[Event]:  # noqa: ARG002 -- it does not matter where a page lies
        record = read_record(element.raw)
        return [page(record, self._of, self._source, (self._listed or {}).get(target(record.headers), ""))]

    def remark(self) -> str:
        return f"{self._left:,} pages of other addresses than the account's were left" if self._left else ""

    def _counted(self, name: str) -> Iterator[bytes]:
        for piece in self._archive.pieces(name):
            self._read += len(piece)
            yield piece

    def _is_listed(self, address: str) -> bool:
        """Whether it may be a page by itself: a WACZ lists those; what stands in a frame of one is none."""
        return bool(address) and (self._listed is None or address in self._listed)

    def _hold(self, headers: Headers) -> int:
        address = target(headers)
        if not self._is_listed(address):
            return 0
        return LONGEST if self._of.shows(address) else _A_LOOK
