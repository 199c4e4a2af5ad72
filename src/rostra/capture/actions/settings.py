"""Attesting settings that no interface shows: what was seen goes into the archive by the one door, pictures are kept sealed.

The order of durable steps: the files, then one transaction. A death in between leaves a file that no row refers to.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from django.db import transaction

from rostra.accounts.models import Account
from rostra.accounts.queries import relations
from rostra.archive.actions.intake import Captured, take_in
from rostra.archive.actions.sealed import Bared, bared, place
from rostra.archive.queries.settings import values_now
from rostra.capture import rules
from rostra.capture.models import AttestedFile, SettingsAttestation
from rostra.capture.queries.settings import attestations_of, path_of_picture, steps_of
from rostra.capture.rules import Told
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.audit import record_event
from rostra.core.errors import Conflict, Invalid
from rostra.platforms.attested import Attested, Setting, item, uri_of
from rostra.platforms.base import Absence, Certainty, Identity, Method, Source


def attest_settings(account: Account, told: Told, *, actor: Actor) -> SettingsAttestation:
    """Keep what was read off, with its pictures. A value that differs from the one before is a version; the same again is a sighting.

    Raises Forbidden; Invalid by field, also for a file that is of no kind that is taken; Conflict where somebody attested meanwhile.
    """
    rules.may_attest_settings(actor, account, also=relations(actor, account)).require()
    if problems := rules.attestation_problems(account, told, attestations_of(account).first()):
        raise Invalid(problems)
    files = [bared(file.content, f"“{file.name}”") for file in told.files]
    kept = [(secrets.token_hex(16), file) for file in files]
    for name, file in kept:
        place(file, path_of_picture(name))
    return _enter(account, told, kept, actor)


@transaction.atomic
def _enter(account: Account, told: Told, kept: Sequence[tuple[str, Bared]], actor: Actor) -> SettingsAttestation:
    Account.objects.select_for_update().get(pk=account.pk)
    if SettingsAttestation.objects.filter(account=account, seen__gte=told.seen).exists():
        raise Conflict("Somebody else attested these settings meanwhile.", hint="look at what stands there now")
    values, before = _asked(account, told), values_now(account)
    changed = [setting.value for setting, now in values.items() if before.get(setting, now) != now]
    made = SettingsAttestation.objects.create(
        account=account, seen=told.seen, made=clock.now(), values={setting.value: list(now) for setting, now in values.items()},
        changed=changed, by_ref=actor.ref, by_name=actor.name,
    )  # fmt: skip
    AttestedFile.objects.bulk_create(_row(made, name, file) for name, file in kept)
    digests = [file.digest.hex() for _, file in kept]
    take_in(_events(account, told, values, set(before), digests), accounts={account.identity: account}, actor=actor)
    facts = {"seen": clock.stamp(told.seen), "settings": " ".join(values), "changed": " ".join(changed), "files": " ".join(digests)}
    record_event(actor=actor, action="capture.settings.attested", subject=f"account:{account.slug}", facts=facts)
    return made


def _asked(account: Account, told: Told) -> dict[Setting, tuple[str, ...]]:
    """The values in one form: lines in order, each once."""
    asked = [Setting(step.setting) for step in steps_of(account)]
    return {setting: tuple(sorted(set(told.values[setting]))) for setting in asked}


def _events(
    account: Account, told: Told, values: dict[Setting, tuple[str, ...]], held: set[Setting], digests: list[str]
) -> list[Captured | Absence]:
    """Each setting; and that filter words are not attested any more, where their list was handed over since."""
    source = Source(Method.IMPORT, f"attestation of settings ({clock.stamp(told.seen)})", clock.now())
    said = Attested(account.network, Identity(account.identity, account.handle, account.name), clock.exact_stamp(told.seen), digests)
    overtaken = [
        Absence(
            uri_of(account.network, account.identity, setting), account.identity, Certainty.OBSERVED, source,
            "its list is handed over as an export now", revision=said.seen,
        )
        for setting in sorted(held - values.keys())
    ]  # fmt: skip
    return [*(Captured(item(setting, now, said, source)) for setting, now in values.items()), *overtaken]


def _row(made: SettingsAttestation, name: str, file: Bared) -> AttestedFile:
    return AttestedFile(attestation=made, place=name, **file.columns)
