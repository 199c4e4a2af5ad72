"""What a platform answers for everything that it does not offer. Its capabilities say what it does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import BinaryIO, ClassVar, NoReturn

from rostra.platforms.base import Event, Identity, Kind, Restriction
from rostra.platforms.consent import Connecting, Consent


class Unoffered:
    """Every method of the interface, refused with NotImplementedError. A platform begins here, and writes those that it offers."""

    consent: ClassVar[Consent | None] = None  # nobody is asked: what everybody may read is all that is read
    answers_until: ClassVar[dt.date | None] = None  # about when the network stops answering to the version that is spoken here

    @property
    def connecting(self) -> Connecting:
        """Not offered."""
        _refuse()

    def resolve(self, address: str) -> Identity:
        """Not offered."""
        _refuse(address)

    def poll(self, account: str, cursor: str) -> Iterator[Event]:
        """Not offered."""
        _refuse(account, cursor)

    def stream_source(self, account: str) -> str:
        """Not offered."""
        _refuse(account)

    def stream(self, accounts: Collection[str], cursor: str, stop: Callable[[], bool]) -> Iterator[Event]:
        """Not offered."""
        _refuse(accounts, cursor, stop)

    def probe(self, account: str, uris: Iterable[str]) -> Iterator[Event]:
        """Not offered."""
        _refuse(account, uris)

    def snapshot(self, account: str, kind: Kind) -> Iterator[Event]:
        """Not offered."""
        _refuse(account, kind)

    def fetch_media(self, account: str, ref: str) -> Iterator[bytes]:
        """Not offered."""
        _refuse(account, ref)

    def take_in(self, source: BinaryIO, cursor: str) -> Iterator[Event]:
        """Not offered."""
        _refuse(source, cursor)

    @staticmethod
    def check_proof(uri: str, raw: bytes, proof: bytes) -> str:
        """Not offered: nothing is signed."""
        _refuse(uri, raw, proof)

    @staticmethod
    def profile_uri(account: str) -> str:
        """Not offered: no profile can be asked for."""
        _refuse(account)

    @staticmethod
    def restrictions(uri: str, raw: bytes) -> tuple[Restriction, ...]:
        """Not offered: its records restrict nobody."""
        _refuse(uri, raw)

    def lift(self, account: str, secret: str, uri: str, restriction: Restriction) -> None:
        """Not offered."""
        _refuse(account, secret, uri, restriction)


def _refuse(*_asked: object) -> NoReturn:
    raise NotImplementedError("This platform does not offer that: its capabilities say what it does.")
