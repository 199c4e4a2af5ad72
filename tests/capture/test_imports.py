"""Files: taken in by batches, resumed after a kill at any boundary, what cannot be read kept aside."""

from __future__ import annotations

import csv
import datetime as dt
from multiprocessing import active_children
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from tests.capture.conftest import OPERATOR, Register

from rostra.accounts.models import Account, Handle
from rostra.archive.models import Record, Version
from rostra.capture import queries
from rostra.capture.actions import imports
from rostra.capture.actions.imports import rejected_rows, take_in_file
from rostra.capture.actions.reading import LARGE, read_ahead
from rostra.capture.models import Coverage, Import, Run
from rostra.capture.states import CaptureStatus
from rostra.core import clock
from rostra.core.errors import Conflict
from rostra.core.models import Event
from rostra.platforms.base import BadSource, Method, Source
from rostra.platforms.table import Table
from rostra.platforms.table.mapping import build

MAPPING = {
    "network": "gazette",
    "columns": {"uri": "https://gazette.example/{id}", "account": "user", "text": "text"},
    "published": {"column": "at"},
}


class Killed(BaseException):
    """What a test kills an import with: not even ``except Exception`` survives it."""


def table(**changes: object) -> Table:
    return Table(build({**MAPPING, **changes}), Source(Method.IMPORT, "posts.csv", clock.now()))


def write_posts(path: Path, rows: int, *, bad: frozenset[int] = frozenset()) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(("id", "user", "text", "at"))
        for number in range(rows):
            lines.writerow(
                (number, "library", f"text {number}", "yesterday" if number in bad else f"2021-03-{number % 28 + 1:02}T10:00:00Z")
            )
    return path


@pytest.fixture
def library(register: Register) -> Account:
    return register("library", network="gazette", state="archived")


def test_a_file_is_taken_in(library: Account, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    path = write_posts(tmp_path / "posts.csv", 2500, bad=frozenset({7}))
    done = take_in_file(table(), path, actor=OPERATOR, progress=lambda read, size: seen.append((read, size)), batch=1000)
    assert (done.items, done.new, done.edited, done.rejected) == (2499, 2499, 0, 1)
    assert seen[-1] == (path.stat().st_size, path.stat().st_size)
    assert len(seen) == 3
    kept = list(csv.DictReader(rejected_rows(done).open(encoding="utf-8")))
    assert [row["position"] for row in kept] == ["9"]
    assert "yesterday" in kept[0]["reason"] + kept[0]["raw"]
    run, span = Run.objects.get(), Coverage.objects.get()
    assert (run.account, run.method, run.items) == (library, "import", 2499)
    assert (span.begins.date(), span.ends.date()) == (dt.date(2021, 3, 1), dt.date(2021, 3, 28))
    assert Event.objects.get(action="capture.file.taken-in").facts["items"] == 2499
    standing = queries.coverage_overview()[0]
    assert (standing.standing, standing.held) == (CaptureStatus.ENDED, 2499)


def test_twice_is_once(library: Account, tmp_path: Path) -> None:
    path = write_posts(tmp_path / "posts.csv", 300)
    first = take_in_file(table(), path, actor=OPERATOR)
    assert take_in_file(table(), path, actor=OPERATOR).pk == first.pk
    renamed = path.rename(tmp_path / "again.csv")
    assert take_in_file(table(), renamed, actor=OPERATOR).pk == first.pk
    assert Record.objects.count() == Version.objects.count() == 300
    assert Version.objects.filter(sightings=1).count() == 300
    assert Run.objects.count() == 1


def test_another_mapping_is_another_import() -> None:
    assert table().reading == table().reading
    assert table().reading != table(html_entities=True).reading
    assert table(volatile=["a", "b", "c"]).reading == table(volatile=["c", "b", "a"]).reading


def test_rows_of_others_are_refused_and_kept_aside(library: Account, tmp_path: Path) -> None:
    path = write_posts(tmp_path / "posts.csv", 3)
    path.write_text(path.read_text().replace("1,library", "1,somebody-private"))
    done = take_in_file(table(), path, actor=OPERATOR)
    assert (done.new, done.rejected) == (2, 1)
    assert "no registered official account" in rejected_rows(done).read_text()
    assert Run.objects.get().refused == 0, "nobody knows whose the row is"


def test_a_table_may_write_a_handle_with_other_capitals(library: Account, tmp_path: Path) -> None:
    Handle.objects.create(account=library, handle="ExamplevilleLibrary", first_seen=clock.now(), last_seen=clock.now())
    path = write_posts(tmp_path / "posts.csv", 4)
    for number, name in enumerate(["examplevillelibrary", "@EXAMPLEVILLELIBRARY", "ExamplevilleLibrary", "ExamplevilleLibraries"]):
        path.write_text(path.read_text().replace(f"{number},library", f"{number},{name}"))
    done = take_in_file(table(), path, actor=OPERATOR)
    assert (done.new, done.rejected) == (3, 1)
    assert "'ExamplevilleLibraries' is no registered official account" in rejected_rows(done).read_text()
    assert set(Record.objects.values_list("account", "official")) == {(library.pk, True)}


@pytest.mark.parametrize("where", ["before", "inside", "after"])
@pytest.mark.parametrize("batch_number", [0, 1, 2, 3])
def test_killed_at_any_boundary_nothing_is_missing_or_doubled(
    where: str, batch_number: int, library: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_posts(tmp_path / "posts.csv", 3500, bad=frozenset({5, 1500, 3400}))
    with pytest.raises(Killed):
        _take_in_killed(path, where, batch_number, monkeypatch)
    half = Import.objects.get()
    assert half.ended is None
    assert Record.objects.count() == half.new
    done = take_in_file(table(), path, actor=OPERATOR, batch=1000)
    assert (done.items, done.new, done.rejected) == (3497, 3497, 3)
    assert Record.objects.count() == Version.objects.count() == 3497
    assert [row["position"] for row in csv.DictReader(rejected_rows(done).open(encoding="utf-8"))] == ["7", "1502", "3402"]
    assert done.shares.get().items == 3497


def _take_in_killed(path: Path, where: str, batch_number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take in until the batch: killed before it, after its rows were written but not committed, or after it was committed."""
    step, calls = imports._take, [0]

    def take(*arguments: object) -> None:
        calls[0] += 1
        mine = calls[0] == batch_number + 1
        if mine and where == "before":
            raise Killed
        if mine and where == "inside":
            monkeypatch.setattr(Import, "save", _killed)
        step(*arguments)  # type: ignore[arg-type]
        if mine and where == "after":
            raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(imports, "_take", take)
        try:
            take_in_file(table(), path, actor=OPERATOR, batch=1000)
        finally:
            monkeypatch.undo()


def _killed(*_: object, **__: object) -> None:
    raise Killed


def test_two_at_once_do_not_double(library: Account, tmp_path: Path) -> None:
    path = write_posts(tmp_path / "posts.csv", 3000)

    def meanwhile(read: int, size: int) -> None:
        if not Import.objects.get().ended:
            take_in_file(table(), path, actor=OPERATOR, batch=1000)

    with pytest.raises(Conflict):
        take_in_file(table(), path, actor=OPERATOR, batch=1000, progress=meanwhile)
    assert Record.objects.count() == Version.objects.count() == 3000
    assert Import.objects.get().new == 3000


def test_every_account_has_its_share_of_every_batch(library: Account, register: Register, tmp_path: Path) -> None:
    """The second batch goes further back and further on for one account, and is the first of another."""
    parks, path = register("parks", network="gazette", state="archived"), tmp_path / "posts.csv"
    days = [("library", 10)] * 1000 + [("library", 4), ("parks", 6), ("nobody", 1), ("library", 20), ("parks", 5)]
    rows = [f"{number},{user},text,2021-03-{day:02}T10:00:00Z\n" for number, (user, day) in enumerate(days)]
    path.write_text("id,user,text,at\n" + "".join(rows), encoding="utf-8")
    done = take_in_file(table(), path, actor=OPERATOR, batch=1000)
    shares = {share.account: (share.items, share.first.day, share.last.day) for share in done.shares.select_related("account")}
    assert shares == {library: (1002, 4, 20), parks: (2, 5, 6)}


@hypothesis_settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.integers(0, 2300), batch=st.integers(1, 2500))
def test_counts_agree_whatever_the_sizes(rows: int, batch: int, library: Account, tmp_path: Path) -> None:
    path = write_posts(tmp_path / "posts.csv", rows)
    done = take_in_file(table(), path, actor=OPERATOR, batch=batch)
    assert done.items == rows
    assert done.ended is not None
    assert Record.objects.count() == Version.objects.count() >= rows


def test_a_large_file_is_read_by_a_process_of_its_own(library: Account, tmp_path: Path) -> None:
    path = write_posts(tmp_path / "posts.csv", 30_000, bad=frozenset({7}))
    assert path.stat().st_size > LARGE
    running = []
    done = take_in_file(table(), path, actor=OPERATOR, batch=8000, progress=lambda *_: running.append(len(active_children())))
    assert (done.items, done.new, done.rejected) == (29_999, 29_999, 1)
    assert running[0] == 1
    assert active_children() == []
    assert Version.objects.count() == Record.objects.count() == 29_999


def test_the_reading_process_ends_when_nobody_reads_on(library: Account, tmp_path: Path) -> None:
    path = write_posts(tmp_path / "posts.csv", 30_000)
    batches = read_ahead(table(), path, "", 1000, {"library": library})
    assert len(next(batches)) == 1000
    batches.close()
    assert active_children() == []


def test_the_death_of_the_reading_process_is_no_end_of_the_file(library: Account, tmp_path: Path) -> None:
    path = write_posts(tmp_path / "posts.csv", 30_000)
    batches = read_ahead(table(), path, "", 1000, {"library": library})
    next(batches)
    active_children()[0].kill()
    with pytest.raises(EOFError):
        list(batches)


@pytest.mark.parametrize(
    ("handle", "known"), [("library", True), ("@LIBRARY", True), ("Library", True), ("libary", False), ("parks", False)]
)
def test_a_handle_is_compared_as_networks_do(handle: str, known: bool, library: Account, register: Register) -> None:
    registered = imports.Registered({"library": library, "parks": register("parks", network="gazette", state="archived")})
    if known:
        assert imports._named(handle, registered, library) == library
    else:
        with pytest.raises(BadSource, match="never called so"):
            imports._named(handle, registered, library)
