"""What of a record can be classified, and which of the fields that the log commits to that withholds."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from rostra.platforms.base import Kind


class Part(StrEnum):
    """What a classification is about."""

    WHOLE = "whole"  # everything but that there is such a record, of which account, of which kind, and when it was published
    AUTHOR = "author"  # who said it: identity, handle, name, and the addresses, which tell it
    HANDLE = "handle"  # and the addresses, which tell it
    NAME = "name"  # as it is displayed
    ADDRESS = "address"  # on the network
    CONTEXT = "context"  # what it answers, repeats and quotes
    TEXT = "text"
    LINKS = "links"  # where the links lead
    ATTACHMENT = "attachment"  # one picture, video or sound, with its description
    SPAN = "span"  # some characters of the text


class Step(StrEnum):
    """What a row of a classification's history tells."""

    SET = "set"
    CONFIRMED = "confirmed"  # by somebody who may decide it
    LIFTED = "lifted"


class Standing(StrEnum):
    """How a classification stands today."""

    WITHHELD = "withheld"
    UNCONFIRMED = "unconfirmed"  # withheld, and nobody who may has decided it
    ENDED = "ended"  # by its day
    OPEN = "open"  # again


SPEECH: Final = frozenset(kind.value for kind in (Kind.POST, Kind.REPLY, Kind.QUOTE, Kind.REPOST, Kind.PROFILE))  # that is classified
CLASSIFIED: Final = SPEECH | {Kind.MESSAGE.value}  # direct messages too, though nobody is shown any
OF_VERSION: Final = frozenset({Part.ATTACHMENT, Part.SPAN})  # always of one version
OF_RECORD: Final = frozenset({Part.AUTHOR, Part.HANDLE, Part.NAME, Part.ADDRESS, Part.CONTEXT})  # always of all versions
HIDES_ADDRESS: Final = frozenset({Part.WHOLE, Part.AUTHOR, Part.HANDLE, Part.ADDRESS})
NAMES_AUTHOR: Final = frozenset({Part.AUTHOR, Part.HANDLE})  # to whose page on the network no link leads either
TELLS_ALL: Final = frozenset({"bytes", "evidence"})  # the item's own bytes hold every part, and a digest of them confirms a guess
OPEN: Final = frozenset({"account", "network", "kind", "published"})  # of the whole record
_TELLS_WHO: Final = frozenset({"uri", "source", "context", "media"})  # who answer themselves; pictures lie under an identity
COMMITTED: Final[dict[Part, frozenset[str]]] = {
    Part.AUTHOR: _TELLS_WHO | {"author"},
    Part.HANDLE: _TELLS_WHO | {"author"},
    Part.NAME: frozenset({"author"}),
    Part.ADDRESS: _TELLS_WHO,
    Part.CONTEXT: frozenset({"context"}),
    Part.TEXT: frozenset({"text", "links", "languages"}),
    Part.LINKS: frozenset({"links"}),
    Part.ATTACHMENT: frozenset({"media"}),
    Part.SPAN: frozenset({"text", "links"}),
}
CONTENT: Final = frozenset({"text", "links", "languages", "context", "media", "source"})  # of one version, where it is withheld whole


def withheld_fields(part: Part, *, of_one_version: bool) -> frozenset[str] | None:
    """The fields of the log's entry that a classification of ``part`` withholds; None: all but those that stay open (``OPEN``)."""
    if part is not Part.WHOLE:
        return COMMITTED[part] | TELLS_ALL
    return CONTENT | TELLS_ALL if of_one_version else None
