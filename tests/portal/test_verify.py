"""The server's side of the verify page: what holds, what fails, and what cannot be decided."""

from __future__ import annotations

import base64
import json
from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.portal.conftest import PNG, City
from tests.records import make_record

from rostra.archive.models import Version
from rostra.archive.queries.log import proof_of
from rostra.archive.queries.segments import raw_bytes
from rostra.archive.queries.stores import segment_directory
from rostra.portal.rules import Outcome, check_digest, check_proof, check_text


@pytest.fixture
def version(city: City) -> Version:
    return Version.objects.select_related("entry", "segment").get(record=city.post)


def genuine(version: Version) -> str:
    proof = proof_of(version)
    assert proof is not None
    return proof


def with_field(proof: str, name: str, value: object) -> str:
    """The same proof, telling another value for one field."""
    head, _, rest = proof.partition("\nextra ")
    extra, _, tail = rest.partition("\n")
    told = json.loads(base64.b64decode(extra))
    fields = [json.loads(text) for text in told["disclosures"]]
    told["disclosures"] = [
        json.dumps([salt, each, value if each == name else old], separators=(",", ":"), ensure_ascii=False) for salt, each, old in fields
    ]
    return f"{head}\nextra {base64.b64encode(json.dumps(told).encode()).decode()}\n{tail}"


def test_a_digest_a_link_an_address_on_the_network_and_a_proof_all_lead_to_the_record(city: City, version: Version) -> None:
    asked = [bytes(version.digest).hex(), f"https://archive.example/record/{city.post.pk}", f"/record/{city.post.pk}/v/1", city.post.uri]
    for text in [*asked, f"SHA256:{bytes(version.digest).hex().upper()}", genuine(version), genuine(version).replace("\n", "\r\n")]:
        verdict = check_text(text)
        assert verdict.outcome is Outcome.HOLDS, text[:60]
        assert verdict.versions == (version,), text[:60]


def test_a_picture_is_found_by_its_digest(city: City) -> None:
    assert {each.record_id for each in check_digest(sha256(PNG).hexdigest()).versions} == {city.edited.pk}


@pytest.mark.parametrize("text", ["0" * 64, "https://elsewhere.example/x", "words", "/record/99", "/record/1/v/2", "\x00", "💥"])
def test_what_is_not_held_is_undecided_and_never_called_false(text: str, city: City) -> None:
    assert check_text(text).outcome is Outcome.OPEN


def test_a_proof_that_was_altered_anywhere_fails(version: Version) -> None:
    proof = genuine(version)
    assert check_proof(with_field(proof, "text", "The library never opens.").encode()).outcome is Outcome.FAILS
    lines = proof.splitlines(keepends=True)
    for place in range(len(lines)):
        damaged = "".join([*lines[:place], lines[place].replace("A", "B", 1).replace("1", "2", 1)[::-1], *lines[place + 1 :]])
        if damaged != proof and lines[place].strip():
            assert check_proof(damaged.encode()).outcome is Outcome.FAILS, lines[place]


@pytest.mark.parametrize(
    "extra", ["", "x", "e30=", base64.b64encode(b'{"entry":1,"disclosures":2}').decode(), base64.b64encode(b"[]").decode()]
)
def test_a_proof_that_cannot_be_read_fails_and_raises_nothing(extra: str, city: City) -> None:
    text = f"c2sp.org/tlog-proof@v1\nextra {extra}\nindex 0\n\nnothing\n"
    assert check_text(text).outcome is Outcome.FAILS


def test_a_record_that_waits_for_the_log_is_undecided(city: City) -> None:
    waiting = make_record(city.mayor, "Just now")
    assert check_text(f"/record/{waiting.pk}").outcome is Outcome.OPEN


def test_damage_in_the_segment_is_found(version: Version) -> None:
    path = segment_directory() / version.segment.name
    content = bytearray(path.read_bytes())
    content[version.offset + version.length // 2] ^= 1
    path.chmod(0o600)
    path.write_bytes(content)
    assert check_digest(bytes(version.digest).hex()).outcome is Outcome.FAILS


def test_a_sent_file_is_checked_by_its_digest_or_as_a_proof(city: City, version: Version, client: Client) -> None:
    for content in (raw_bytes(version), genuine(version).encode(), PNG):
        answer = client.post(reverse("portal:verify"), {"file": SimpleUploadedFile("copy", content)})
        assert "Every step holds" in answer.content.decode()
    answer = client.post(reverse("portal:verify"), {"file": SimpleUploadedFile("copy", b"something else")})
    page = " ".join(answer.content.decode().split())
    assert "It could not be decided" in page
    assert "This is not a proof that it is false." in page
    assert not answer.cookies


def test_a_forged_proof_names_the_step_that_failed(version: Version, client: Client) -> None:
    page = client.post(reverse("portal:verify"), {"q": with_field(genuine(version), "text", "Forged.")}).content.decode()
    assert "A step failed" in page
    assert '<li class="step-fails"><span class="step-title">Compare the content with the entry</span>' in page
