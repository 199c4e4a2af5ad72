"""Killing an import in the middle, and looking for what must not be anywhere."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core import serializers

from rostra.capture.actions import imports


class Killed(BaseException):
    """What a test kills an import with."""


def killing(where: str, number: int) -> Any:
    """The step that makes a batch durable, killed before or after the one of this number."""
    step, calls = imports._take, iter(range(100))

    def take(*arguments: Any) -> None:
        mine = next(calls) == number
        if mine and where == "before":
            raise Killed
        step(*arguments)
        if mine:
            raise Killed

    return take


def everything_in(folder: Path) -> bytes:
    """All that is held anywhere: in the database and in the files of the data directory."""
    return b"".join([*_rows(), *_files(folder)])


def _rows() -> Iterator[bytes]:
    """Every row of every table."""
    for model in apps.get_models():
        for row in model._default_manager.all():
            yield serializers.serialize("json", [row]).encode()
            yield b"".join(bytes(value) for value in vars(row).values() if isinstance(value, bytes | memoryview))


def _files(folder: Path) -> Iterator[bytes]:
    """Every file of the archive, unpacked."""
    for path in (path for path in folder.rglob("*") if path.is_file()):
        with closing(gzip.open(path) if path.suffix == ".gz" else path.open("rb")) as file:
            yield file.read()
