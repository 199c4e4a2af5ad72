"""The repository of an account as its owner hands it over: a CAR file alone, or packed with the pictures and videos."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from typing import BinaryIO, ClassVar

from rostra.platforms.base import BadSource, Capabilities, Event, Evidence, Identity, Method, Source
from rostra.platforms.bluesky import car, mst, parse
from rostra.platforms.bluesky.blocks import Blocks
from rostra.platforms.bluesky.car import MalformedError
from rostra.platforms.bluesky.ids import is_did, read_key
from rostra.platforms.bluesky.proof import Commit, read_commit
from rostra.platforms.files.exported import BadElement, Contents, Element, Exported, Reading
from rostra.platforms.files.exports import PIECE, Member, Packed
from rostra.platforms.files.inflated import MAGIC

MAX_REPO = 4 << 30  # bytes: its blocks are laid out on disk while it is read
ALONE = "repository.car"  # what a CAR file is called that comes without an archive around it

_CAR = re.compile(r"(?:[^/]+/)*[^/.][^/]*\.car")  # a file of the Mac's own begins with a point
_BLOB = re.compile(r"(?:[^/]+/)*(b[a-z2-7]{58})(?:\.[A-Za-z0-9]{1,8})?")


class BlueskyExport(Exported):
    """The platform of one repository.

    Its commit is signed, but the key that could check the signature stands in the account's DID document, which is the directory's to give:
    one that came with the file would be whoever's who made the file. So everything is the owner's export, until a poll brings it signed.
    """

    name: ClassVar[str] = "bluesky"
    network: ClassVar[str] = "bluesky"
    reading: ClassVar[bytes] = sha256(b"repository of Bluesky, read 1").digest()
    capabilities: ClassVar[Capabilities] = Capabilities(
        methods=frozenset({Method.IMPORT}),
        edit_signal="diff",
        delete_signal="none",
        cannot=(
            "A repository that is handed over holds what was there on its day: nothing that was deleted before, and of edits the last.",
            "The signature of a repository that is handed over is not checked: the key comes from the network's directory alone.",
            "Replies by others stand in no repository of the account.",
            "Pictures and videos are in no CAR file: they are handed over beside it.",
        ),
    )

    def open(self, source: BinaryIO) -> Contents:
        """A ZIP or tar.gz by its first bytes; all else is taken for a CAR file. Raises BadSource."""
        source.seek(0)
        head = source.read(2)
        if not head:
            raise BadSource("the file is empty")
        return super().open(source) if head in (b"PK", MAGIC) else _Alone(source)

    def begin(self, archive: Contents) -> Reading:
        """Raises BadSource where it holds no repository, or more than one, or one that does not say whose it is."""
        return _Reading(archive, self.source)

    def fetch_media(self, account: str, ref: str) -> Iterator[bytes]:
        """See ``Exported.fetch_media``. The bytes are checked at the end: raises BadSource where they are not what the record named."""
        return _checked(super().fetch_media(account, ref), ref)


class _Alone(Packed):
    """A CAR file as an archive that holds nothing else. It is known again by its beginning, which names the commit over all of it."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        source.seek(0)
        head = source.read(PIECE)
        size = source.seek(0, 2)
        super().__init__(size, {ALONE: Member(size, int.from_bytes(sha256(head).digest()))})

    def pieces(self, name: str) -> Iterator[bytes]:  # noqa: ARG002 -- there is but one
        """See ``Packed.pieces``."""
        self._source.seek(0)
        return iter(lambda: self._source.read(PIECE), b"")


class _Reading(Reading):
    """A repository: its captured records in the order of their keys."""

    def __init__(self, archive: Contents, source: Source) -> None:
        self._source = source
        self._lacking = 0  # parts of the tree
        self._name = _car_in(archive)
        if archive.unpacked(self._name) > MAX_REPO:
            raise BadSource(f"{self._name} has {archive.unpacked(self._name):,} bytes, more than the {MAX_REPO:,} that are read")
        self._size = archive.unpacked(self._name)
        self._blocks = Blocks(archive.pieces(self._name))
        self._commit = _commit_in(self._blocks)
        self._blobs = {found[1]: name for name in archive.names(_BLOB) if (found := _BLOB.fullmatch(name))}
        self.owner = Identity(self._commit.did)

    def members(self) -> list[str]:
        return [self._name]

    def elements(self, name: str) -> Iterator[Element]:  # noqa: ARG002 -- there is but one
        end = self._lacking = 0
        try:
            for number, leaf in enumerate(self._leaves(), 1):
                raw = self._blocks.get(leaf.value) or leaf.value
                end = min(self._size, end + len(raw))
                yield Element(number, end, raw, leaf.key.decode())
        except MalformedError as error:
            raise BadSource(str(error)) from error
        parts = [f"parts of its tree, with all that they list, are not in it ({self._lacking:,})"] if self._lacking else []
        if faults := self._blocks.faults + parts:
            raise BadSource("; ".join(faults))

    def events(self, name: str, element: Element) -> list[Event]:  # noqa: ARG002 -- there is but one
        uri = read_key(self.owner.id, element.of)
        if uri is None or car.is_cid(element.raw):  # no record begins as a CID does
            raise BadElement(f"the record {element.of} is not in the repository that lists it")
        origin = parse.Origin(uri, self.owner.id, self.owner, self._source, Evidence.OWNER_EXPORT, self._commit.rev)
        try:
            return [parse.item(element.raw, origin)]
        except MalformedError as error:
            raise BadElement(f"{element.of}: {error}") from error

    def medium(self, ref: str) -> str:
        did, _, cid = ref.partition("/")
        return self._blobs.get(cid, "") if did == self.owner.id else ""

    def _leaves(self) -> Iterator[mst.Leaf]:
        """Those whose records are captured. Raises MalformedError, also after some."""
        for leaf in mst.walk(self._blocks, self._commit.data, whole=False, lacks=self._note_lack):
            uri = read_key(self.owner.id, leaf.key.decode("ascii", "replace"))
            if uri is not None and uri.collection in parse.CAPTURED:
                yield leaf

    def _note_lack(self, _cid: bytes) -> None:
        self._lacking += 1


def _car_in(archive: Contents) -> str:
    """The one repository in an archive. Raises BadSource."""
    found = archive.names(_CAR)
    if len(found) != 1:
        raise BadSource(f"the archive holds {len(found)} repositories (*.car), and not one" if found else "the archive holds no file *.car")
    return found[0]


def _commit_in(blocks: Blocks) -> Commit:
    """The commit over the repository. Raises BadSource."""
    try:
        commit = read_commit(blocks.get(blocks.roots[0] if blocks.roots else b"", b""))
    except MalformedError as error:
        raise BadSource("; ".join([f"it is no repository, or not the whole of one: {error}", *blocks.faults])) from error
    if not is_did(commit.did):
        raise BadSource("it does not say whose it is: its commit names no account of this network")
    return commit


def _checked(pieces: Iterator[bytes], ref: str) -> Iterator[bytes]:
    digest = sha256()
    for piece in pieces:
        digest.update(piece)
        yield piece
    if car.read_cid(ref.partition("/")[2])[4:] != digest.digest():
        raise BadSource(f"The file of the medium {ref.partition('/')[2]} holds other bytes than its record named.")
