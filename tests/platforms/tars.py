"""Archives as tar.gz, of our own making."""

from __future__ import annotations

import gzip
import io
import tarfile
from collections.abc import Mapping


def tape(members: Mapping[str, bytes], form: int = tarfile.USTAR_FORMAT) -> bytes:
    """A tar of these members, not packed, the same bytes at any time."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=form) as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return made.getvalue()


def pack(members: Mapping[str, bytes], form: int = tarfile.USTAR_FORMAT) -> bytes:
    return gzip.compress(tape(members, form), mtime=0)
