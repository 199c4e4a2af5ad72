"""An append-only Merkle log after the C2SP specifications: append, sign, prove, verify, witness, check.

One module for each specification: `merkle` (RFC 6962), `tiles` (tlog-tiles), `note` (signed-note, tlog-cosignature), `checkpoint`
(tlog-checkpoint), `proof` (tlog-proof), `witness` (tlog-witness). On top of them `edge` (entries become tiles), `log` and `opening` (the
one writer), `stores` (what it stands on), and `fsck` (check everything from the files). `errors` draws the one tree of errors.

What is trusted, and what a thief of each store could do:

- **The log's key.** Could sign another history. It would have to be shown to somebody: witnesses refuse it, and whoever holds an older
  checkpoint sees that it does not fit. Without witnesses in the verifier's policy, a victim that sees nothing else is deceived.
- **The database** (entries and head store). Could change entries before they are logged, stop the log, and feed it new ones. Changed
  after they are logged, they no longer give the head: the log stops at its next start, `fsck` names the entry, and every proof
  that was given out still holds. An older copy put back is found by the head file, the served checkpoint, or a witness.
- **The head file.** Could only stop the log, or, together with the database, keep an old backup from being noticed here (the served
  checkpoint and the witnesses still notice).
- **The tile directory.** Is not trusted at all. Could serve nothing, or an old state; nothing it makes up verifies. Everything in
  it but the cosignatures is made again from the entries.
- **A witness's key.** Could cosign what it should not: a policy counts several. A witness's answers can never stop the log.
- **The witness store.** Could make this witness cosign two histories of another log.

What no part of it proves: that an entry is true, or that everything was entered.
"""

from rostra.tlog.checkpoint import Checkpoint, Opened, open_checkpoint
from rostra.tlog.edge import EntrySource
from rostra.tlog.errors import Contradiction, LogError, Malformed, Missing, ReadOnly, Refusal, Step, Unverifiable
from rostra.tlog.fsck import Finding, check
from rostra.tlog.log import Log
from rostra.tlog.merkle import EMPTY_HEAD, Head, leaf_hash, verify_consistency, verify_inclusion
from rostra.tlog.note import Kind, SignerKey, VerifierKey
from rostra.tlog.opening import Stores
from rostra.tlog.proof import Policy, Proof, Proved, parse_proof, verify
from rostra.tlog.stores import FileHead, FileTiles, HeadFile, HeadStore, TileStore

__all__ = [
    "EMPTY_HEAD",
    "Checkpoint",
    "Contradiction",
    "EntrySource",
    "FileHead",
    "FileTiles",
    "Finding",
    "Head",
    "HeadFile",
    "HeadStore",
    "Kind",
    "Log",
    "LogError",
    "Malformed",
    "Missing",
    "Opened",
    "Policy",
    "Proof",
    "Proved",
    "ReadOnly",
    "Refusal",
    "SignerKey",
    "Step",
    "Stores",
    "TileStore",
    "Unverifiable",
    "VerifierKey",
    "check",
    "leaf_hash",
    "open_checkpoint",
    "parse_proof",
    "verify",
    "verify_consistency",
    "verify_inclusion",
]
