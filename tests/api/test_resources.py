"""Every resource answers what the OpenAPI document says, with the same number of queries whatever the number of rows."""

from __future__ import annotations

import re
from collections.abc import Callable

import orjson
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.api.conftest import Fill
from tests.api.schema import problems

from rostra.api.views.openapi import document
from rostra.api.views.resources import RESOURCES, Resource
from rostra.archive.models import Record

Addresses = Callable[[Record], dict[str, str]]

QUERIES = {
    "index-json": 3,
    "search-json": 8,
    "search-csv": 12,
    "search-jsonl": 12,
    "search-atom": 8,
    "record-json": 5,
    "record-v-json": 5,
    "record-v-tlog-proof": 2,
    "record-v-bytes": 2,
    "media": 2,
    "accounts-json": 4,
    "well-known-official-accounts-json": 4,
    "api-v-accounts-verify": 6,
    "well-known-official-accounts-note": 4,
    "account-badge-svg": 1,
    "account-profile-json": 2,
    "account-profile-csv": 2,
    "accounts-csv": 4,
    "account-json": 15,
    "account-csv": 13,
    "account-atom": 9,
    "unit-json": 4,
    "unit-csv": 13,
    "unit-atom": 9,
    "official-json": 2,
    "coverage-json": 11,
    "coverage-csv": 9,
    "coverage-gaps-json": 3,
    "coverage-gaps-csv": 3,
    "monthly-report-json": 9,
    "monthly-report-csv": 9,
    "account-coverage-json": 10,
    "account-coverage-csv": 10,
    "coverage-platforms-json": 1,
    "coverage-platforms-csv": 1,
    "coverage-platform-json": 10,
    "policy-json": 5,
    "policy-csv": 5,
    "policy-document-json": 7,  # two of them for what stands beside a clause
    "policy-version-json": 5,
    "policy-version-csv": 5,
    "policy-since-json": 5,
    "evidence-json": 2,
    "evidence-csv": 2,
    "evidence-list-json": 2,
    "evidence-list-csv": 2,
    "moderation-json": 2,
    "moderation-csv": 2,
    "moderation-atom": 2,
    "moderation-numbers-json": 15,
    "moderation-handling-json": 5,
    "moderation-handling-csv": 5,
    "moderation-settings-json": 12,
    "moderation-settings-csv": 12,
    "moderation-settings-account-json": 11,
    "moderation-act-json": 9,
    "cases-json": 1,
    "cases-csv": 1,
    "cases-years-json": 1,
    "cases-years-csv": 1,
    "case-json": 3,
    "data-inventory-json": 1,
    "data-inventory-csv": 1,
    "verify-json": 3,
    "tlog-key": 0,
    "tlog-policy-txt": 0,
    "tlog": 0,
}


def body(response: object) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]


def test_every_resource_is_counted_here() -> None:
    assert set(QUERIES) == {resource.name for resource in RESOURCES}
    assert len(QUERIES) == len(RESOURCES)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.name)
def test_a_resource_answers_with_a_constant_number_of_queries(
    resource: Resource, rows: int, fill: Fill, addresses: Addresses, client: Client
) -> None:
    address = addresses(fill(rows)[0])[resource.path]
    with CaptureQueriesContext(
        connection,
    ) as seen:
        response = client.get(address)
        content = body(response)
    assert response.status_code == 200, content
    assert content
    assert len(seen) == QUERIES[resource.name], [query["sql"][:90] for query in seen.captured_queries]
    if resource.media_type != "*/*":
        assert response["Content-Type"].split(";")[0] == resource.media_type


@pytest.mark.parametrize("resource", [each for each in RESOURCES if each.shape], ids=lambda resource: resource.name)
def test_a_json_answer_is_what_the_document_says(resource: Resource, fill: Fill, addresses: Addresses, client: Client) -> None:
    address = addresses(fill(2)[0])[resource.path]
    schemas = document()["components"]["schemas"]
    assert resource.shape is not None
    for line in body(client.get(address)).splitlines():
        assert problems(orjson.loads(line), schemas[resource.shape.__name__], schemas) == []


def test_the_document_itself(client: Client, db: None) -> None:
    answer = client.get("/api/openapi.json").json()
    assert answer["openapi"] == "3.1.0"
    assert set(answer["paths"]["/record/{record_id}/v/{number}.json"]["get"]["responses"]) == {"200", "default"}
    described = [field for schema in answer["components"]["schemas"].values() for field in schema["properties"].values()]
    assert len(described) > 100
    page = client.get("/api/docs").content.decode()
    assert "/search.jsonl" in page
    assert "<script" not in page


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/record/1.json", 404),
        ("/record/99999999999999999999999.json", 404),
        ("/record/1/v/1.json", 404),
        ("/record/1/v/99999999999999999999.json", 404),
        ("/record/1/v/1.tlog-proof", 404),
        ("/record/1/v/1/bytes", 404),
        ("/account/nobody.json", 404),
        ("/account/nobody.csv", 404),
        ("/account/nobody.atom", 404),
        ("/unit/nowhere.json", 404),
        ("/unit/nowhere.atom", 404),
        ("/official/nobody.json", 404),
        ("/media/" + "0" * 64, 404),
        ("/api/v1/accounts/verify", 422),
        ("/api/v1/accounts/verify?url=%20", 422),
        ("/account/nobody/badge.svg", 404),
        ("/account/nobody/profile.json", 404),
        ("/account/nobody/profile.csv", 404),
        ("/cases/2026-9999.json", 404),
        ("/coverage/platforms/nowhere.json", 404),
        ("/account/nobody/coverage.json", 404),
        ("/account/nobody/coverage.csv", 404),
        ("/coverage/months/2026-13.json", 404),
        ("/coverage/months/2199-01.json", 404),
        ("/coverage/months/2199-01.csv", 404),
        ("/coverage/months/nonsense.csv", 404),
        ("/cases.json?after=2026-9999", 422),
        ("/coverage.json?network=nowhere", 422),
        ("/coverage.csv?standing=gone", 422),
        ("/coverage/gaps.json?state=shut", 422),
        ("/coverage/gaps.csv?state=shut", 422),
        ("/accounts.json?network=nowhere", 422),
        ("/accounts.csv?state=%00", 422),
        ("/verify.json", 422),
        ("/verify.json?digest=xyz", 422),
        ("/search.json?sort=best", 422),
        ("/search.json?limit=0", 422),
        ("/search.json?limit=101", 422),
        ("/search.json?limit=²", 422),
        ("/search.csv?q=before:yesterday", 422),
        ("/search.jsonl?q=before:yesterday", 422),
        ("/search.atom?q=before:yesterday", 422),
    ],
)
def test_errors_are_problem_json(address: str, status: int, archive: object, client: Client) -> None:
    response = client.get(address)
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    schemas = document()["components"]["schemas"]
    assert problems(response.json(), schemas["Problem"], schemas) == []
    assert response.json()["status"] == status


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_the_interface_only_reads(method: str, archive: object) -> None:
    response = getattr(Client(enforce_csrf_checks=True), method)("/search.json")
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"


def test_what_was_not_understood_is_told_beside_the_results(fill: Fill, client: Client) -> None:
    fill(1)
    answer = client.get("/search.json", {"q": "bridge before:yesterday"}).json()
    assert answer["count"] == 1
    assert "before:yesterday" in answer["problems"][0]


def test_a_record_tells_what_became_of_it(fill: Fill, client: Client) -> None:
    record = fill(1)[0]
    told = client.get(f"/record/{record.pk}.json").json()
    assert told["version"] == 2
    assert told["text"] == "The bridge number 0 is open again. Edited."
    assert told["status"]["gone"] == {
        "certainty": "observed",
        "seen": "2026-03-15T14:30:00Z",
        "last_present": told["last_seen"],
        "reason": "404 RecordNotFound",
    }
    assert [version["number"] for version in told["versions"]] == [1, 2]
    assert [version["log_index"] for version in told["versions"]] == [0, 1]
    assert told["media"] == []
    first = client.get(f"/record/{record.pk}/v/1.json").json()
    assert first["text"] == "The bridge number 0 is open again."
    assert first["media"][0]["alt"] == "A bridge"
    assert client.get(first["media"][0]["url"]).status_code == 200
    assert client.get(first["versions"][0]["bytes_url"]).content.startswith(b'{"uri"')


def test_an_unchanged_answer_is_not_sent_again(fill: Fill, client: Client) -> None:
    record = fill(1)[0]
    for address in (f"/record/{record.pk}.json", "/search.atom", "/index.json", "/tlog/checkpoint"):
        tag = client.get(address)["ETag"]
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    stamped = client.get("/search.atom")["Last-Modified"]
    assert client.get("/search.atom", headers={"If-Modified-Since": stamped}).status_code == 304


def test_a_page_leads_to_the_next(fill: Fill, client: Client) -> None:
    fill(3)
    address, seen = "/search.json?limit=2&q=bridge", []
    while address:
        answer = client.get(address).json()
        seen += [record["id"] for record in answer["records"]]
        address = answer["next"] and f"{answer['next']}&limit=2"
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == 3


def test_other_sites_may_read(fill: Fill, client: Client) -> None:
    fill(1)
    response = client.get("/search.json")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_the_reference_page_tells_every_field() -> None:
    from tools.api_reference import PAGE, reference

    assert PAGE.read_text(encoding="utf-8") == reference(), "run 'python -m tools.api_reference'"


def test_the_page_of_the_interface_leads_from_a_field_to_its_shape(client: Client) -> None:
    page = client.get("/api/docs").content.decode()
    assert '<dt><code>unit</code> <span class="kind"> <a href="#UnitRef">UnitRef</a></span></dt>' in page
    shapes = set(re.findall(r'<h3 id="(\w+)">', page))
    assert set(re.findall(r'<a href="#(\w+)">', page)) <= shapes
