"""A prepared query finds what the query itself finds, for every value, with the same number of queries and whatever came before."""

import pytest
from django.db import transaction
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries
from tests.records import make_account, make_gone, make_record

from rostra.archive.models import Record, Version
from rostra.archive.queries.records import current_versions_of, reading_of
from rostra.core.prepared import Prepared, PreparedIn
from rostra.people.models import Unit

below = Prepared(
    lambda slug, kind: Unit.objects.filter(parent__slug=slug, kind=kind).select_related("parent").order_by("slug")[:3], str, str
)
named = Prepared(lambda name: Unit.objects.filter(name=name), str)
these = PreparedIn(lambda ids: Unit.objects.filter(pk__in=ids).order_by("pk"))


def make_tree() -> list[Unit]:
    city = Unit.objects.create(slug="city", name="City", kind="office")
    return [city, *(Unit.objects.create(slug=f"u{n}", name=f"Unit {n}", kind="office", parent=city) for n in range(5))]


def test_the_same_rows_with_what_belongs_to_them_in_one_query(db: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_tree()
    with django_assert_num_queries(2):
        assert [(unit.slug, unit.parent and unit.parent.name) for unit in below("city", "office")] == [(f"u{n}", "City") for n in range(3)]
        assert below("city", "department") == []


def test_a_column_left_out_is_read_when_it_is_asked_for(db: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_tree()
    short = Prepared(lambda slug: Unit.objects.filter(slug=slug).only("slug"), str)
    with django_assert_num_queries(2):
        assert short("u3")[0].name == "Unit 3"


def test_a_missing_relation_is_none(db: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_tree()
    with_parent = Prepared(lambda slug: Unit.objects.filter(slug=slug).select_related("parent"), str)
    with django_assert_num_queries(2):
        assert with_parent("city")[0].parent is None
        assert with_parent("u1")[0].parent is not None


@pytest.mark.parametrize("number", [1, 2, 3, 5, 6])
def test_a_list_of_any_length(number: int, db: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    ids = [unit.pk for unit in make_tree()][:number]
    with django_assert_num_queries(1):
        assert [unit.pk for unit in these(ids)] == ids
    with django_assert_num_queries(0):
        assert these([]) == []


def test_no_number_is_too_large(db: None) -> None:
    assert these([2**80]) == []
    assert these([2**62]) == []
    with pytest.raises(Record.DoesNotExist):
        reading_of(10**40)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=20).filter(lambda text: "\x00" not in text and text.isascii()))
def test_a_value_is_a_value(db: None, text: str) -> None:
    with transaction.atomic():
        Unit.objects.create(slug="u", name=text, kind="office")
        assert [unit.name for unit in named(text)] == [text]
        assert named(text + "'") == []
        transaction.set_rollback(True)


def test_a_whole_record_is_as_django_reads_it(db: None, data_directory: object) -> None:
    record = make_record(make_account(), "One")
    make_record(record.account, "Two", uri=record.uri, revision="b")
    make_gone(record, at=record.published)
    [version] = current_versions_of([record.pk])
    told = Version.objects.select_related("record").get(record=record, number=F("record__versions"))
    columns = [field.attname for field in Version._meta.concrete_fields]
    assert [getattr(version, name) for name in columns] == [getattr(told, name) for name in columns]
    columns = [field.attname for field in Record._meta.concrete_fields]
    assert [getattr(version.record, name) for name in columns] == [getattr(told.record, name) for name in columns]
