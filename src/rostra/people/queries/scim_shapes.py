"""The resources of SCIM 2.0 (RFC 7643) as they are served: only what the roster keeps.

A provider that sends more is not refused; the rest is dropped unread. So there is no place for a photograph, an instant messenger or a
profile address: the standard's own User has them, this one has not.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import model_validator
from scim2_models import (
    URN,
    AuthenticationScheme,
    Bulk,
    CaseExact,
    ChangePassword,
    ComplexAttribute,
    ETag,
    Extension,
    Filter,
    Mutability,
    Patch,
    Required,
    Resource,
    ResourceType,
    ScimPolicy,
    ScimProvider,
    ServiceProviderConfig,
    Sort,
    Uniqueness,
)
from scim2_models.resources.resource import AnyExtension

LARGEST_PAGE = 500
PAGE = 100


class Name(ComplexAttribute):
    """The parts of a person's name."""

    formatted: str | None = None
    family_name: str | None = None
    given_name: str | None = None


class Email(ComplexAttribute):
    """An e-mail address. One is kept: the one for work, else the primary one, else the first."""

    value: str | None = None
    type: str | None = None
    primary: bool | None = None


class Manager(ComplexAttribute):
    """Who supervises: the id of a User here, their userName or their employeeNumber."""

    value: Annotated[str | None, CaseExact.true] = None
    display_name: Annotated[str | None, Mutability.read_only] = None

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, told: Any) -> Any:
        """Entra ID sends the id alone, or in a list, and everybody its address beside it, which we do not need."""
        first = told[0] if isinstance(told, list) and len(told) == 1 else told
        if isinstance(first, str):
            return {"value": first}
        return {name: value for name, value in first.items() if name != "$ref"} if isinstance(first, dict) else first


class EnterpriseUser(Extension):
    """Where somebody works (RFC 7643, section 4.3)."""

    __schema__ = URN("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")

    employee_number: str | None = None
    department: str | None = None
    manager: Manager | None = None


class User(Resource[AnyExtension]):
    """A covered person whom an identity provider looks after (RFC 7643, section 4.1)."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:User")

    user_name: Annotated[str | None, Uniqueness.server, Required.true] = None
    name: Name | None = None
    display_name: str | None = None
    title: str | None = None
    user_type: str | None = None
    active: bool | None = None
    emails: list[Email] | None = None


class Group(Resource[Any]):
    """A unit of the city (RFC 7643, section 4.2). Units are kept on the roster, so groups are only read."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:Group")

    display_name: Annotated[str | None, Mutability.read_only] = None


CoveredPerson = User[EnterpriseUser]

CONFIG = ServiceProviderConfig(
    patch=Patch(supported=True),
    bulk=Bulk(supported=False, max_operations=0, max_payload_size=0),
    filter=Filter(supported=True, max_results=LARGEST_PAGE),
    change_password=ChangePassword(supported=False),
    sort=Sort(supported=False),
    etag=ETag(supported=False),
    authentication_schemes=[
        AuthenticationScheme(
            type=AuthenticationScheme.Type.oauthbearertoken,
            name="Bearer token",
            description="A token that 'rostra people scim-token NAME' shows once",
            primary=True,
        )
    ],
)
SERVED = ScimProvider(
    models=[User, EnterpriseUser, Group],
    resource_types=[ResourceType.from_resource(CoveredPerson), ResourceType.from_resource(Group)],
    config=CONFIG,
    policy=ScimPolicy(
        unknown=ScimPolicy.Unknown.ignore,
        remove_value_as_filter=ScimPolicy.RemoveValue.apply,
        unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create,
    ),
)
