"""Audit events stand or fall with what they tell of, and nobody changes them."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from rostra.core import findings
from rostra.core.actor import system
from rostra.core.audit import record_event
from rostra.core.findings import Finding, Level, all_findings, finding_source
from rostra.core.models import Event


@pytest.mark.django_db(transaction=True)
def test_an_event_needs_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="in the transaction"):
        record_event(actor=system("test"), action="core.test.done", subject="test")


@pytest.mark.django_db
@pytest.mark.parametrize("change", [lambda: Event.objects.update(actor_name="Another"), lambda: Event.objects.all().delete()])
def test_an_event_is_neither_changed_nor_deleted(change: object) -> None:
    with transaction.atomic():
        record_event(actor=system("test"), action="core.test.done", subject="test")
    with pytest.raises(DatabaseError, match="audit events are never"), transaction.atomic():
        change()

    assert Event.objects.get().actor_name == "test"


def test_findings_come_with_the_most_urgent_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings, "_sources", [])

    @finding_source
    def source() -> list[Finding]:
        return [Finding("test.W001", Level.WARNING, "b", "mend it"), Finding("test.E001", Level.ERROR, "a", "mend it")]

    assert [finding.id for finding in all_findings() if finding.id.startswith("test.")] == ["test.E001", "test.W001"]
