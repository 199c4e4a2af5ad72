"""Claims and leases: two workers that may be killed at any moment, and a clock that only the test moves."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import hypothesis.strategies as st
import pytest
from django.db import connection, transaction
from hypothesis import settings as hypothesis_settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test
from tests.capture.conftest import Register

from rostra.accounts.models import Account
from rostra.capture import rules
from rostra.capture.actions.claims import LEASE, Lease, LeaseLost, claim, claim_due
from rostra.capture.models import Schedule
from rostra.capture.states import Outcome, Work
from rostra.core import clock
from rostra.people.models import Person, Unit

START = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
WORKERS = st.integers(0, 1)


class Workers(RuleBasedStateMachine):
    """What each worker believes it holds, against what it may hold."""

    account: Account

    @initialize()
    def begin(self) -> None:
        self.now = START
        self.held: list[Lease[Schedule] | None] = [None, None]
        self.until = [START, START]
        self.done = 0
        self._undo = ExitStack()
        self._undo.enter_context(transaction.atomic())
        self._undo.callback(transaction.set_rollback, True)
        Schedule.objects.create(account=self.account, work=Work.POLL, due=START)

    def teardown(self) -> None:
        if hasattr(self, "_undo"):
            self._undo.close()

    @rule(seconds=st.integers(1, 200))
    def time_passes(self, seconds: int) -> None:
        self.now += dt.timedelta(seconds=seconds)

    @rule(worker=WORKERS)
    def a_worker_looks_for_work(self, worker: int) -> None:
        if self.held[worker]:
            return
        other = 1 - worker
        with clock.frozen(self.now):
            lease = claim_due()
            row = Schedule.objects.get()
        others_is_valid = self.held[other] is not None and self.until[other] >= self.now
        assert not (lease and others_is_valid), "two workers hold the same row"
        if lease:
            self.held[worker], self.until[worker] = lease, self.now + LEASE
            assert row.claimed_by == lease.holder

    @rule(worker=WORKERS)
    def a_worker_is_killed(self, worker: int) -> None:
        if self.held[worker]:
            self.held[worker] = None  # it gives nothing back; nobody else may have the row before the lease has passed

    @rule(worker=WORKERS)
    def a_worker_moves_the_cursor(self, worker: int) -> None:
        lease = self.held[worker]
        if lease is None:
            return
        with clock.frozen(self.now):
            before = Schedule.objects.get()
            try:
                lease.save(cursor=f"{self.now}")
            except LeaseLost:
                assert before.claimed_by != lease.holder
                assert Schedule.objects.get().cursor == before.cursor
                self.held[worker] = None
            else:
                assert before.claimed_by == lease.holder
                self.until[worker] = self.now + LEASE

    @rule(worker=WORKERS)
    def a_worker_finishes(self, worker: int) -> None:
        lease = self.held[worker]
        if lease is None:
            return
        with clock.frozen(self.now):
            try:
                lease.release(due=self.now + dt.timedelta(seconds=50), failures=0)
            except LeaseLost:
                pass
            else:
                self.done += 1
        self.held[worker] = None

    @precondition(lambda self: not any(self.held))
    @rule()
    def what_was_left_behind_falls_free(self) -> None:
        self.now += LEASE + dt.timedelta(seconds=51)
        with clock.frozen(self.now):
            lease = claim_due()
            assert lease is not None, "work was lost"
            lease.release(due=self.now)

    @invariant()
    def there_is_one_row(self) -> None:
        assert Schedule.objects.count() == 1


def test_two_workers_never_hold_the_same_row_and_nothing_is_lost(register: Register) -> None:
    Workers.account = register("mayor", state="active")
    run_state_machine_as_test(Workers, settings=hypothesis_settings(max_examples=30, stateful_step_count=30, deadline=None))


def test_a_lease_writes_only_when_a_third_has_passed(register: Register, django_assert_num_queries: object) -> None:
    Schedule.objects.create(account=register("mayor", state="active"), work=Work.POLL, due=START)
    with clock.frozen(START):
        lease = claim_due()
    assert lease is not None
    with clock.frozen(START + LEASE / 4), django_assert_num_queries(0):  # type: ignore[operator]
        lease.renew()
    with clock.frozen(START + LEASE / 2), django_assert_num_queries(1):  # type: ignore[operator]
        lease.renew()
    with clock.frozen(START + LEASE * 1.4):
        assert claim_due() is None


def test_a_worker_that_never_came_back_is_noticed(register: Register) -> None:
    row = Schedule.objects.create(account=register("mayor", state="active"), work=Work.POLL, due=START)
    with clock.frozen(START):
        assert claim(row) is not None
    with clock.frozen(START + LEASE * 2):
        again = claim_due()
    assert again is not None
    assert again.died == START + LEASE


def test_a_row_that_was_worked_on_since_it_was_read_is_not_claimed(register: Register) -> None:
    row = Schedule.objects.create(account=register("mayor", state="active"), work=Work.POLL, due=START)
    old, dead = Schedule.objects.get(), claim(row)
    assert dead is not None
    dead.release(cursor="moved on by another worker")
    assert claim(old) is None
    with clock.frozen(START):
        died = claim(Schedule.objects.get())
    assert died is not None
    old = Schedule.objects.get()
    died.release(cursor="given back late")
    assert claim(old) is None
    lease = claim(Schedule.objects.get())
    assert lease is not None
    assert lease.row.cursor == "given back late"
    assert Schedule.objects.get().claimed_by == lease.row.claimed_by == lease.holder


@pytest.mark.parametrize(("outcome", "most"), [(Outcome.UNREACHABLE, 301), (Outcome.LIMITED, 3601), (Outcome.FAILED, 3601)])
def test_back_off_grows_to_a_ceiling_with_full_jitter(outcome: Outcome, most: float) -> None:
    firsts = [rules.back_off(outcome, 1) for _ in range(300)]
    lasts = [rules.back_off(outcome, 40) for _ in range(300)]
    assert all(1 <= wait <= rules.SOON + 1 for wait in firsts)
    assert all(1 <= wait <= most for wait in lasts)
    assert min(lasts) < most / 4 < most * 3 / 4 < max(lasts)  # spread, not bunched at the ceiling


def test_back_off_never_comes_before_the_server_said_and_an_hour_after_a_refusal() -> None:
    assert all(rules.back_off(Outcome.LIMITED, 1, retry_after=90.0) >= 90 for _ in range(100))
    assert all(3600 <= rules.back_off(Outcome.REFUSED, failures) <= 3900 for failures in range(1, 40))
    assert rules.back_off(Outcome.REFUSED, 1, retry_after=7200.0) >= 7200


@pytest.mark.django_db(transaction=True)
def test_many_threads_claim_each_row_once() -> None:
    unit = Unit.objects.create(slug="city", name="City", kind="office")
    person = Person.objects.create(slug="ada-example", name="Ada Example")
    facts = {"network": "memory", "identity": "mayor", "handle": "m", "name": "M", "state": "active", "registered": START}
    account = Account.objects.create(slug="mayor", unit=unit, custodian=person, **facts)
    Schedule.objects.bulk_create(Schedule(account=account, work=f"work {number}", due=START) for number in range(30))

    def claim_all() -> list[int]:
        try:
            return [lease.row.pk for lease in (claim_due() for _ in range(200)) if lease]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        claimed = [pk for task in [pool.submit(claim_all) for _ in range(4)] for pk in task.result()]
    assert len(claimed) == len(set(claimed)) == 30
