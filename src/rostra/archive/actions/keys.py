"""The keys of an installation, made once. They live in files that only their owner may read, never in the database."""

from __future__ import annotations

import secrets

from rostra.archive.queries.log import log_origin
from rostra.archive.queries.stores import key_directory
from rostra.core.secret_file import write_once
from rostra.tlog.note import Kind, SignerKey


def make_keys() -> bool:
    """Make what is missing of the log's key, the key that names media, and the witness's; whether the log's was made now."""
    folder = key_directory()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_once(folder / "media-key", secrets.token_hex(32))
    write_once(folder / "witness-key", SignerKey.generate(f"{log_origin()}/witness", Kind.COSIGNATURE).skey)
    return write_once(folder / "log-key", SignerKey.generate(log_origin()).skey)
