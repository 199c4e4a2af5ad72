"""Words of what people hand over by themselves, and the kinds of file that are taken."""

from dataclasses import dataclass, field
from enum import StrEnum


class Business(StrEnum):
    """Whether it was business of the city, as its owner sees it. What was not is never kept."""

    YES = "yes"
    UNSURE = "unsure"  # the records office decides
    NO = "no"


class FileKind(StrEnum):
    """A kind of file that is taken, by its media type."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    PDF = "application/pdf"
    TEXT = "text/plain"


@dataclass(frozen=True, slots=True)
class Handed:
    """A file as it came. Its name is for telling which one is wrong, and is kept nowhere."""

    name: str
    size: int
    content: bytes = field(repr=False)


SUFFIXES = {FileKind.JPEG: "jpg", FileKind.PNG: "png", FileKind.PDF: "pdf", FileKind.TEXT: "txt"}
