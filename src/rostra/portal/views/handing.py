"""Files that residents send: never larger than the city's profile says, and never on a disk as they came."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest
from django.utils.translation import gettext as _

from rostra.archive.forms import handed
from rostra.archive.states.submitted import Handed

TOO_LARGE = 413
_MUCH = 10  # times of what is taken at once: so much is read, to tell what is wrong and keep what was typed


class InMemory(MemoryFileUploadHandler):
    """Django writes large files to the disk, with the place and device that are in them; here no byte of them comes there.

    A file that is too large is counted and not kept, so that what was typed beside it is not lost.
    """

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        terms = settings.PROFILE.residents
        self.largest, self.room = terms.largest_file, terms.most_files * terms.largest_file

    def handle_raw_input(self, *_args: Any, **_options: Any) -> None:
        """Whatever its size: ``is_too_large`` was asked first."""
        self.activated = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep it, unless the file has become too large, or is more than one too many."""
        if self.file.tell() == start and start + len(raw_data) <= self.largest and len(raw_data) <= self.room:
            self.file.write(raw_data)
            self.room -= len(raw_data)
        else:
            self.room += self.file.tell()
            self.file = BytesIO()


def take_into_memory(request: HttpRequest) -> None:
    """From now on. Called before anything of what was sent is read."""
    request.upload_handlers = [InMemory(request)]


def is_too_large(request: HttpRequest) -> bool:
    """Whether what is sent is so much more than what is taken at once that it is not read at all."""
    terms = settings.PROFILE.residents
    return int(request.META.get("CONTENT_LENGTH") or 0) > _MUCH * terms.most_files * terms.largest_file


def too_large() -> str:
    """What is said then."""
    terms = settings.PROFILE.residents
    told = {"n": terms.most_files, "size": terms.largest_file // 1_000_000}
    return _("What you sent is too large: at most %(n)s files of %(size)s MB each.") % told


def handed_files(request: HttpRequest) -> list[Handed]:
    """Those that were sent."""
    return [handed(file, settings.PROFILE.residents.largest_file) for file in request.FILES.getlist("files") if file]
