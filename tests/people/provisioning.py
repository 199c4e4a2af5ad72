"""An identity provider that speaks SCIM: a real client library against the running server."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
import pytest
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_models import EnterpriseUser, ResourceType, ScimProvider, User
from tests import rolls

from rostra.people import actions

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
Person = User[EnterpriseUser]
STANDARD = ScimProvider(models=[User, EnterpriseUser], resource_types=[ResourceType.from_resource(Person)])


def somebody(number: int, **told: object) -> dict[str, object]:
    """What Entra ID sends of a new user, without what it sends besides."""
    office = {"employeeNumber": f"E{number}", "department": "Parks and Gardens"}
    office |= told.pop("office", {})  # type: ignore[arg-type]
    return {
        "schemas": [USER, ENTERPRISE],
        "userName": f"person.{number}@exampleville.example",
        "externalId": f"ext-{number}",
        "active": True,
        "name": {"givenName": "Person", "familyName": f"Number {number}"},
        "emails": [{"value": f"person.{number}@exampleville.example", "type": "work", "primary": True}],
        "title": "Gardener",
        ENTERPRISE: office,
        **told,
    }


@pytest.fixture
def token(db: None) -> str:
    """A token, and a unit to be placed in."""
    rolls.unit()
    return actions.make_token("entra", actor=rolls.OPERATOR)


@pytest.fixture
def http(server: str, token: str) -> Iterator[httpx2.Client]:
    """A client that shows the token."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/scim+json"}
    with httpx2.Client(base_url=f"{server}/scim/v2", headers=headers, timeout=30) as client:
        yield client


@pytest.fixture
def scim(http: httpx2.Client) -> SyncSCIMClient:
    """The library's client, which checks every answer against the standard's own schemas."""
    return SyncSCIMClient(http, provider=STANDARD)
