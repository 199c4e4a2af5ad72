"""Cosignatures: asking the witnesses of our log, and cosigning the logs of others (c2sp.org/tlog-witness)."""

from __future__ import annotations

from http import HTTPStatus

import httpx
from django.conf import settings

from rostra.archive.actions.log import cosign
from rostra.archive.models import Cosigner, Witnessed
from rostra.archive.queries.log import log_tiles, served_checkpoint
from rostra.archive.queries.witnessing import witness_signer, witnessed_logs
from rostra.core import clock
from rostra.core.profile import Witness as Named
from rostra.tlog import checkpoint, note
from rostra.tlog.checkpoint import Opened
from rostra.tlog.errors import Malformed, Missing, Refusal
from rostra.tlog.merkle import EMPTY_HEAD, Head, consistency_proof
from rostra.tlog.note import Note, Signature, VerifierKey
from rostra.tlog.tiles import TileReader
from rostra.tlog.witness import MAX_REQUEST, Reply, Witness, add_checkpoint, parse_request, submit


def ask_witnesses(client: httpx.Client) -> int:
    """Ask each witness of the profile to cosign the served checkpoint, unless it did; how many cosigned it now.

    The log goes on meanwhile: only adding the cosignatures waits for its lock. If the log grew while they were asked, its new checkpoint
    is asked for next time; what they cosigned is kept in ``Cosigner`` all the same. Who refuses is noted there with the reason.
    """
    opened = served_checkpoint()
    if opened is None or opened.head == EMPTY_HEAD:
        return 0
    given = [(named, lines) for named in settings.PROFILE.witness if (lines := _asked(client, named, opened))]
    if given:
        signatures = [line for _, lines in given for line in lines]
        cosign(signatures, [VerifierKey.parse(named.key) for named, _ in given], opened.head)
    return len(given)


def _asked(client: httpx.Client, named: Named, opened: Opened) -> tuple[Signature, ...]:
    """The cosignatures of one witness, noted; none if it has cosigned this head already, or refuses."""
    key = VerifierKey.parse(named.key)
    row = Cosigner.objects.filter(key=named.key).first()
    if row and row.size == opened.head.size:
        return ()
    known = row.size if row and row.size < opened.head.size else 0
    reader = TileReader(log_tiles(), opened.head.size)
    try:
        lines = submit(client, Witness(str(named.url), key), opened, lambda old, new: consistency_proof(reader.hash_at, old, new), known)
    except (Refusal, Missing) as error:
        Cosigner.objects.update_or_create(key=named.key, defaults={"asked": clock.now(), "trouble": str(error)})
        return ()
    _note_cosigned(key, opened, lines)
    return lines


def _note_cosigned(key: VerifierKey, opened: Opened, lines: tuple[Signature, ...]) -> None:
    cosigned = note.add_signatures(opened.note, lines)
    facts = {
        "size": opened.head.size,
        "cosigned": max(time for line in lines if (time := key.verify(opened.note.text, line).time)),
        "checkpoint": cosigned.signed,
        "asked": clock.now(),
        "trouble": "",
    }
    Cosigner.objects.update_or_create(key=key.vkey, defaults=facts)


class WitnessedHeads:
    """What we cosigned last, of each log (``tlog.witness.WitnessStore``). ``signed`` is the checkpoint that a new head comes with."""

    def __init__(self, signed: bytes = b"") -> None:
        self._signed = signed

    def load(self, origin: str) -> Head:
        """The head that was cosigned last."""
        row = Witnessed.objects.filter(origin=origin).first()
        return Head(row.size, bytes(row.root)) if row else EMPTY_HEAD

    def compare_and_set(self, origin: str, old: Head, new: Head) -> bool:
        """Remember ``new`` if the head is still ``old``: one conditional UPDATE, so that of two requests one wins."""
        empty = {"size": EMPTY_HEAD.size, "root": EMPTY_HEAD.root, "checkpoint": b"", "changed": clock.now()}
        Witnessed.objects.get_or_create(origin=origin, defaults=empty)
        held = Witnessed.objects.filter(origin=origin, size=old.size, root=old.root)
        return held.update(size=new.size, root=new.root, checkpoint=self._signed, changed=clock.now()) == 1


def witness_checkpoint(body: bytes) -> Reply:
    """Answer an add-checkpoint request. The head is committed before the cosignature is made.

    What is not signed by a log that we witness costs no write: a stranger cannot keep the database busy.
    """
    try:
        held = note.parse(parse_request(body).checkpoint) if len(body) <= MAX_REQUEST else None
    except Malformed:
        held = None  # the witness says what is wrong
    reply = add_checkpoint(body, witnessed_logs(), WitnessedHeads(held.signed if held else b""), witness_signer(), clock.now())
    if held is not None and reply.status == HTTPStatus.OK:
        _publish(held, reply.body)
    return reply


def _publish(held: Note, cosignature: str) -> None:
    """Add our cosignature to the kept checkpoint, for the monitoring path, and leave out lines that are by no key of the log."""
    said = checkpoint.parse(held.text)
    known = {(key.name, key.key_id) for key in witnessed_logs()[said.origin]}
    own = Note(held.text, tuple(each for each in held.signatures if (each.name, each.key_id) in known))
    cosigned = note.add_signatures(own, note.parse_signatures(cosignature)).signed
    Witnessed.objects.filter(origin=said.origin, size=said.head.size).update(checkpoint=cosigned)
