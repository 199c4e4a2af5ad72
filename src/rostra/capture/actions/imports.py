"""Taking in a file: by batches, each durable together with its place in the file, so that a killed import goes on where it was."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.db.models import Q

from rostra.accounts.models import Account, Handle
from rostra.accounts.states.networks import label, plain_handle
from rostra.archive.actions.intake import Captured, Refusal, Sealed, take_in
from rostra.archive.actions.joining import join_again
from rostra.archive.models import Record
from rostra.archive.queries.listed import listed
from rostra.capture.actions.aside import aside_file, note_rejected, write_aside
from rostra.capture.actions.gaps import heal_beyond
from rostra.capture.actions.reading import Rows, read_ahead
from rostra.capture.actions.runs import write_run
from rostra.capture.models import Coverage, Import, ImportShare, RejectedPart
from rostra.capture.states import Healing, Outcome
from rostra.core import clock
from rostra.core.actor import Actor
from rostra.core.audit import record_event
from rostra.core.errors import Conflict
from rostra.core.models import Event
from rostra.platforms.base import Absence, BadSource, Identity, Method, Rejected
from rostra.platforms.beyond import Beyond
from rostra.platforms.files.platform import FilePlatform

BATCH = 2000  # rows that become durable together, at least
COUNTS = ("items", "new", "edited", "gone", "rejected")  # of what came of a file
_TAKEN_IN = "capture.file.taken-in"

Progress = Callable[[int, int], None]  # bytes read so far, bytes in all


def take_in_file(
    platform: FilePlatform,
    path: Path,
    *,
    actor: Actor,
    progress: Progress = lambda _done, _all: None,
    batch: int = BATCH,
    again: bool = False,
    told: Account | None = None,
) -> Import:
    """Take in everything in the file at ``path``; what came of it. Run again, it goes on, or finds that all is there.

    ``told``: whose file it is, as a person says; needed where the file names no account by its number.
    ``again`` reads a finished file from its beginning: accounts may have been registered since, whose rows were set aside.

    Rows that cannot be read, and rows of accounts that are not in the register, are set aside in ``rejected_rows(...)``. Raises BadSource
    where the file cannot be read at all or is of one account that is not in the register, Conflict while another process takes it in.
    """
    with path.open("rb") as source:
        owner = platform.owner(source)
    accounts = _accounts_of(platform, owner, told)
    running = _begin(platform, path, told if owner is not None and not owner.id else None)
    if again and running.ended is not None:
        _start_over(running)
    if running.ended is not None:
        return running
    whose = None if owner is None else next(iter(accounts.values()))
    with closing(read_ahead(platform, path, running.cursor, batch, accounts)) as batches:
        for rows in batches:
            _take(running, rows, accounts, actor, whose)
            progress(rows.mark.done, running.size)
    _end(running, actor, whole=platform.capabilities.reaches == "all", whose=whose)
    return running


def rejected_rows(running: Import) -> Path:
    """The file of the rows of this import that were set aside."""
    return aside_file(f"import-{running.pk}")


def told_apart(running: Import) -> int:
    """How many posts that exports told of its accounts stand by themselves, for they may be one of several. One query."""
    return Record.objects.filter(apart=True, same_as__isnull=True, account__in=running.shares.values("account")).count()


@dataclass(frozen=True, slots=True)
class Registered(Mapping[str, Account]):
    """Accounts by identity, and by handle however it is written. ``named``: by identity, or by plain handle."""

    named: Mapping[str, Account]

    def __getitem__(self, name: str) -> Account:
        return self.named[name if name in self.named else plain_handle(name)]

    def __iter__(self) -> Iterator[str]:
        return iter(self.named)

    def __len__(self) -> int:
        return len(self.named)


def accounts_in(network: str) -> Registered:
    """The registered accounts of a network by identity and, where it is only one account's, by handle, old ones too."""
    by_handle: dict[str, set[int]] = defaultdict(set)
    accounts = {account.pk: account for account in Account.objects.filter(network=network)}
    for handle, account_id in Handle.objects.filter(account__in=accounts).values_list("handle", "account"):
        by_handle[plain_handle(handle)].add(account_id)
    named = {handle: accounts[next(iter(ids))] for handle, ids in by_handle.items() if len(ids) == 1}
    return Registered(named | {account.identity: account for account in accounts.values()})


def _accounts_of(platform: FilePlatform, owner: Identity | None, told: Account | None) -> Mapping[str, Account]:
    """Whose items may be taken in: any registered account's of the network, or the one's whose file it is. Raises BadSource."""
    if told is not None and told.network != platform.network:
        raise BadSource(f"it is read as a file of {label(platform.network)}, and {told} is an account on {label(told.network)}")
    registered = accounts_in(platform.network)
    if owner is None:
        return registered
    account = registered.get(owner.id) if owner.id else _named(owner.handle, registered, told)
    if account is None:
        raise BadSource(f"it is of the account {_called(owner)}, which is no official account in the register of {platform.network}")
    if told not in (None, account):
        raise BadSource(f"it is of the account {_called(owner)}, and not of {told}")
    return {account.identity: account}


def _called(owner: Identity) -> str:
    return f"{owner.id} (@{owner.handle})" if owner.handle else owner.id


def _named(handle: str, registered: Mapping[str, Account], told: Account | None) -> Account:
    """Whose file it is that says at most a handle: what a person says, unless the handle is another's. Raises BadSource."""
    if told is None:
        raise BadSource("it does not say by number whose it is: say which account of the register it is of (--account)")
    if handle and registered.get(handle) != told:
        raise BadSource(f"it is of @{handle}, and {told} was never called so")
    return told


def _begin(platform: FilePlatform, path: Path, told: Account | None) -> Import:
    """The import of this file, as it is read. ``told``: whose it is by a person's word alone: of another account it is another import."""
    reading = hashlib.sha256(platform.reading + told.identity.encode()).digest() if told else platform.reading
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").digest()
    facts = {"name": path.name[:255], "size": path.stat().st_size, "started": clock.now()}
    return Import.objects.get_or_create(digest=digest, mapping=reading, defaults=facts)[0]


@transaction.atomic
def _start_over(running: Import) -> None:
    """Forget what came of it: what is held already is recognised row by row."""
    fresh = {"cursor": "", "ended": None, "started": clock.now(), **dict.fromkeys(COUNTS, 0), "aside": 0}
    Import.objects.filter(pk=running.pk).update(**fresh)
    running.shares.all().delete()
    running.rejected_parts.all().delete()
    running.refresh_from_db()


@transaction.atomic
def _take(running: Import, rows: Rows, accounts: Mapping[str, Account], actor: Actor, whose: Account | None) -> None:
    """A batch, its counts and its place in the file: all or nothing. What is set aside is ``whose`` file it is; of a table nobody's."""
    _move(running, cursor=rows.mark.cursor)
    others = _of_others(rows.captured, accounts)
    captured = [each for each in rows.captured if _uri(each) not in others]
    receipt = take_in(captured, accounts=accounts, actor=actor)
    refused = [*others.values(), *receipt.refused]
    rejected = [*rows.rejected, *(Rejected(0, f"{refusal.uri}: {refusal.reason}", b"") for refusal in refused)]
    _share_out(running, captured, accounts)
    running.items += receipt.new + receipt.edited + receipt.again + receipt.returned + receipt.sighted + receipt.joined
    running.new += receipt.new
    running.edited += receipt.edited
    running.gone += receipt.gone
    running.rejected += len(rejected)
    running.aside = write_aside(rejected_rows(running), rejected, at=running.aside) if rejected else running.aside
    running.save()
    if whose and rejected:
        note_rejected(whose, rejected, Method.IMPORT, of=running)


def _of_others(captured: Iterable[Captured | Sealed | Absence], accounts: Mapping[str, Account]) -> dict[str, Refusal]:
    """What is held as a record of another account than the file says: no file may speak for that one. By address. One query.

    Unless it is held as what the public said, and the file's account wrote it.
    """
    claimed = {each.uri: accounts[each.account] for each in captured if not isinstance(each, Captured)}
    if not claimed:
        return {}
    held = Record.objects.filter(uri__in=listed(claimed)).values_list("uri", "account_id", "official", "author_id")
    others = (uri for uri, pk, official, by in held if pk != claimed[uri].pk and (official or by != claimed[uri].identity))
    return {uri: Refusal(uri, "this is held as a record of another account") for uri in others}


def _uri(captured: Captured | Sealed | Absence) -> str:
    return captured.item.uri if isinstance(captured, Captured) else captured.uri


def _move(running: Import, **changes: object) -> None:
    """Change the place in the file, if nobody else did meanwhile. Raises Conflict."""
    mine = Import.objects.filter(pk=running.pk, cursor=running.cursor, ended__isnull=True)
    if mine.update(**changes) != 1:
        raise Conflict(f"{running.name} is being taken in by another process", hint="wait until that one is done")
    for name, value in changes.items():
        setattr(running, name, value)


def _share_out(running: Import, captured: Iterable[Captured | Sealed | Absence], accounts: Mapping[str, Account]) -> None:
    """Count the rows of each account, and between which days they were published. What is not sealed is of no account. Two queries."""
    moments: dict[int, list[str]] = defaultdict(list)
    for each in captured:
        if isinstance(each, Sealed):
            moments[accounts[each.account].pk].append(each.moment)
    held = {share.account_id: share for share in running.shares.all()}
    shares = [_with_more(held.get(pk) or ImportShare(of=running, account_id=pk), found) for pk, found in moments.items()]
    ImportShare.objects.bulk_create(
        shares, update_conflicts=True, unique_fields=["of", "account"], update_fields=["items", "first", "last"]
    )


def _with_more(share: ImportShare, moments: list[str]) -> ImportShare:
    """The share with rows of these moments (exact stamps, which sort as their moments do)."""
    spans = [(dt.datetime.fromisoformat(min(moments)), dt.datetime.fromisoformat(max(moments)))]
    if share.items:
        spans.append((share.first, share.last))
    share.items += len(moments)
    share.first, share.last = min(first for first, _ in spans), max(last for _, last in spans)
    return share


@transaction.atomic
def _end(running: Import, actor: Actor, *, whole: bool, whose: Account | None) -> None:
    """``whole``: between its first and its last item the file has everything that the account still shows. ``whose``: where it is one's."""
    _move(running, ended=clock.now())
    shares = list(running.shares.select_related("account"))
    _write_runs(running, shares, whose)
    if whose:
        _reach_the_rest(whose, bytes(running.mapping))
    for share in shares:
        join_again(share.account, actor=actor)
        Coverage.objects.create(account=share.account, method=Method.IMPORT, begins=share.first, ends=share.last)
        if whole:
            heal_beyond(share.account, Beyond.POSTS, Healing.FILE, since=share.first, until=share.last)
    facts = {name: getattr(running, name) for name in COUNTS} | {"file": bytes(running.digest).hex()}
    record_event(actor=actor, action=_TAKEN_IN, subject=f"import:{running.pk}", facts=facts)


def _reach_the_rest(account: Account, mapping: bytes) -> None:
    """Where a file of the account broke off nothing lacks, if one that is read alike did not, and holds no less of any time.

    Whichever came first: a whole one, or the one that broke off.
    """
    broken_off = RejectedPart.objects.filter(account=account, rest=True, of__mapping=mapping)
    if not broken_off.exists():
        return
    shares = ImportShare.objects.filter(account=account, of__mapping=mapping)
    for whole in shares.filter(of__ended__isnull=False).exclude(of__in=broken_off.values("of")):
        beyond = shares.filter(Q(first__lt=whole.first) | Q(last__gt=whole.last) | Q(items__gt=whole.items))
        broken_off.exclude(of__in=beyond.values("of")).delete()


def _write_runs(running: Import, shares: Iterable[ImportShare], whose: Account | None) -> None:
    """A run for each account that something came of. What was set aside is of the one whose file it is; of a table nobody knows whose."""
    items = {share.account: share.items for share in shares}
    refused = {whose: running.rejected} if whose and running.rejected and not _was_counted(running) else {}
    for account in {**items, **refused}:
        counts = {"items": items.get(account, 0), "refused": refused.get(account, 0)}
        write_run(account, Method.IMPORT, running.started, Outcome.DONE, counts)


def _was_counted(running: Import) -> bool:
    """Whether it was read to its end before: what is set aside again is nothing more."""
    return Event.objects.filter(action=_TAKEN_IN, subject=f"import:{running.pk}").exists()
