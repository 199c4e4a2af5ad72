"""SCIM 2.0 (RFC 7644) for identity providers, below ``scim/v2``. Let in by a bearer token alone; a session opens nothing here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from uuid import UUID

import orjson
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from pydantic import ValidationError
from scim2_models import (
    BaseModel,
    ConflictException,
    Context,
    Error,
    ForbiddenException,
    InvalidFilterException,
    InvalidSyntaxException,
    InvalidValueException,
    ListResponse,
    NotFoundException,
    NotImplementedException,
    PatchOp,
    PayloadTooLargeException,
    Resource,
    ResourceType,
    ResponseParameters,
    Schema,
    SCIMException,
    SearchRequest,
    UnauthorizedException,
    UniquenessException,
)

from rostra.core import clock
from rostra.core.actor import system
from rostra.core.errors import Conflict, Forbidden, Invalid, RostraError
from rostra.people import actions, rules
from rostra.people.models import Provision
from rostra.people.queries import scim_resources as reads
from rostra.people.queries.provisions import Told, provisions
from rostra.people.queries.scim_shapes import LARGEST_PAGE, PAGE, SERVED, CoveredPerson, Group

P = ParamSpec("P")
R = TypeVar("R", bound=Resource[Any])
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
MEDIA_TYPE = "application/scim+json"
LONGEST_FILTER = 2000
LARGEST_BODY = 128 * 1024  # bytes; one person is 2 kB
ME = system(rules.PROVIDER)


class TooManyRequests(SCIMException):
    """The token was shown too often this minute."""

    status = 429


def provider(view: View[P]) -> View[P]:
    """Let in who shows a token. What is refused is told as RFC 7644, section 3.12 has it."""

    @csrf_exempt  # no cookie opens anything here
    @wraps(view)
    def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            _admit(request)
            with SERVED:
                response = view(request, *args, **kwargs)
        except (SCIMException, ValidationError, RostraError, IntegrityError, RequestDataTooBig) as error:
            response = _refusal(_as_error(error))
        add_never_cache_headers(response)
        return response

    checked.let_in_by = "token"  # type: ignore[attr-defined] # the tests read it: no address without one
    return checked


def _admit(request: HttpRequest) -> None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    found = actions.admit(token.strip()) if scheme.lower() == "bearer" else None
    if found is None:
        raise UnauthorizedException(detail="show a token that was made on the desk, Roster, Identity providers")
    if found.asked > settings.PROFILE.scim.requests_a_minute:
        raise TooManyRequests(detail=f"more than {settings.PROFILE.scim.requests_a_minute:,} requests a minute; ask again in the next one")


def _as_error(error: Exception) -> Error:
    if isinstance(error, ValidationError):
        return Error.from_validation_errors(error)[0]
    return _as_scim(error).to_error()


def _as_scim(error: Exception) -> SCIMException:
    match error:
        case SCIMException():
            return error
        case IntegrityError():
            return UniquenessException(detail="somebody else was entered at the same moment; try again")
        case RequestDataTooBig():
            return PayloadTooLargeException(detail=f"it is larger than {LARGEST_BODY:,} bytes")
        case Conflict():
            return UniquenessException(detail=str(error))
        case Invalid():
            return InvalidValueException(detail=f"{error}; {error.hint}" if error.hint else str(error))
        case Forbidden():
            return ForbiddenException(detail=str(error))
        case _:
            return ConflictException(detail=str(error))


def _refusal(error: Error) -> HttpResponse:
    response = _answer(error, Context.DEFAULT, status=error.status or 400)
    if response.status_code == 401:
        response["WWW-Authenticate"] = 'Bearer realm="scim"'
    if response.status_code == 429:
        response["Retry-After"] = str(60 - clock.now().second)
    return response


def _answer(message: BaseModel, context: Context, *, status: int = 200, parameters: ResponseParameters[Any] | None = None) -> HttpResponse:
    body = orjson.dumps(message.model_dump(scim_ctx=context, response_parameters=parameters))
    return HttpResponse(body, content_type=MEDIA_TYPE, status=status)


def _body(request: HttpRequest) -> Any:
    if len(request.body) > LARGEST_BODY:
        raise RequestDataTooBig
    if rb"\u0000" in request.body:
        raise InvalidSyntaxException(detail="it holds a character that no text has")
    try:
        return orjson.loads(request.body)
    except orjson.JSONDecodeError as error:
        raise InvalidSyntaxException(detail=f"this is no JSON: {error}") from None


def _base(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("scim:config")).rpartition("/")[0]


def _only(request: HttpRequest, *methods: str) -> None:
    if request.method not in methods:
        error = SCIMException(detail=f"{request.method} is not allowed here; allowed: {', '.join(methods)}")
        error.status = 405
        raise error


def _read_only(request: HttpRequest) -> None:
    """Groups could be written, but not here: 501, as RFC 7644, section 3.12 has it, and nothing is saved."""
    if request.method != "GET":
        raise NotImplementedException(detail="groups are the city's units, which are kept on the roster: they are only read here")


@provider
def users(request: HttpRequest) -> HttpResponse:
    """Whom the provider looks after; and one more of them."""
    _only(request, "GET", "POST")
    if request.method == "POST":
        told = CoveredPerson.model_validate(_body(request), scim_ctx=Context.RESOURCE_CREATION_REQUEST)
        made = actions.provide(reads.told(told), actor=ME)
        return _user(request, made, Context.RESOURCE_CREATION_RESPONSE, status=201)
    wanted = _wanted(request, SearchRequest[CoveredPerson])
    return _page(wanted, reads.provisions_for(wanted), lambda each: reads.resource(each, _base(request)), ListResponse[CoveredPerson])


@provider
def user(request: HttpRequest, key: str) -> HttpResponse:
    """One of them: read, replaced, changed, or no longer looked after."""
    _only(request, "GET", "PUT", "PATCH", "DELETE")
    if request.method == "GET":
        return _user(request, _find(provisions(), key), Context.RESOURCE_QUERY_RESPONSE)
    return _write(request, key)


@transaction.atomic
def _write(request: HttpRequest, key: str) -> HttpResponse:
    found = _find(provisions().select_for_update(of=("self",)), key)
    if request.method == "DELETE":
        actions.end_provision(found, actor=ME)
        return HttpResponse(status=204)
    changed = actions.change_provision(found, _told(request, found), actor=ME)
    return _user(request, changed, Context.RESOURCE_REPLACEMENT_RESPONSE)


def _told(request: HttpRequest, found: Provision) -> Told:
    """What is said of the person with this request: the whole of it, or what stood before with some of it changed."""
    before = reads.resource(found, _base(request))
    if request.method == "PUT":
        told = CoveredPerson.model_validate(_body(request), scim_ctx=Context.RESOURCE_REPLACEMENT_REQUEST)
        told.replace(before)
        return reads.told(told)
    change = PatchOp[CoveredPerson].model_validate(_body(request), scim_ctx=Context.RESOURCE_PATCH_REQUEST)
    change.patch(before)
    return reads.told(before)


def _find(among: QuerySet[Provision], key: str) -> Provision:
    try:
        return among.get(key=UUID(key))
    except (ValueError, Provision.DoesNotExist):
        raise NotFoundException(detail=f"there is no user {key}") from None


def _user(request: HttpRequest, found: Provision, context: Context, status: int = 200) -> HttpResponse:
    wanted = ResponseParameters[CoveredPerson].model_validate(_query(request))
    response = _answer(reads.resource(found, _base(request)), context, status=status, parameters=wanted)
    response["Location"] = f"{_base(request)}/Users/{found.key}"
    return response


def _wanted(request: HttpRequest, kind: type[SearchRequest[R]]) -> SearchRequest[R]:
    told = _query(request)
    if len(told.get("filter", "")) > LONGEST_FILTER:
        raise InvalidFilterException(detail=f"it is longer than {LONGEST_FILTER} characters")
    return kind.model_validate(told)


def _query(request: HttpRequest) -> dict[str, str]:
    names = ("filter", "startIndex", "count", "attributes", "excludedAttributes")
    return {name: request.GET[name] for name in names if name in request.GET}


def _page(wanted: SearchRequest[R], found: QuerySet[Any], shown: Callable[[Any], R], kind: type[ListResponse[R]]) -> HttpResponse:
    """A page of what was found (RFC 7644, section 3.4.2.4)."""
    start, size = wanted.start_index_0 or 0, min(PAGE if wanted.count is None else wanted.count, LARGEST_PAGE)
    resources = [shown(each) for each in found[start : start + size]]
    page = kind(total_results=found.count(), start_index=start + 1, items_per_page=len(resources), resources=resources)
    return _answer(page, Context.RESOURCE_QUERY_RESPONSE, parameters=wanted)


@provider
def groups(request: HttpRequest) -> HttpResponse:
    """The units. They are kept on the roster: a provider reads them."""
    _read_only(request)
    wanted = _wanted(request, SearchRequest[Group])
    return _page(wanted, reads.units_for(wanted), lambda each: reads.group(each, _base(request)), ListResponse[Group])


@provider
def group(request: HttpRequest, slug: str) -> HttpResponse:
    """One unit."""
    _read_only(request)
    found = reads.units_for(SearchRequest[Group]()).filter(slug=slug).first()
    if found is None:
        raise NotFoundException(detail=f"there is no group {slug}")
    return _answer(reads.group(found, _base(request)), Context.RESOURCE_QUERY_RESPONSE)


@provider
def config(request: HttpRequest) -> HttpResponse:
    """What of SCIM is offered."""
    _only(request, "GET")
    assert SERVED.config
    return _answer(SERVED.config, Context.RESOURCE_QUERY_RESPONSE)


@provider
def schemas(request: HttpRequest, name: str = "") -> HttpResponse:
    """The attributes of users and groups that are kept."""
    return _described(request, SERVED.schemas, name, ListResponse[Schema])


@provider
def resource_types(request: HttpRequest, name: str = "") -> HttpResponse:
    """Users and groups."""
    return _described(request, SERVED.resource_types, name, ListResponse[ResourceType])


def _described(request: HttpRequest, known: Sequence[R], name: str, kind: type[ListResponse[R]]) -> HttpResponse:
    """All of them, or the one of this name."""
    _only(request, "GET")
    if request.GET.get("filter"):
        raise ForbiddenException(detail="these are not filtered (RFC 7644, section 4)")
    if not name:
        page = kind(total_results=len(known), start_index=1, items_per_page=len(known), resources=list(known))
        return _answer(page, Context.RESOURCE_QUERY_RESPONSE)
    for each in known:
        if each.id == name:
            return _answer(each, Context.RESOURCE_QUERY_RESPONSE)
    raise NotFoundException(detail=f"there is no {name}")


@provider
def not_offered(request: HttpRequest, *_: object) -> HttpResponse:
    """What RFC 7644 has and this server has not: 501 (section 3.12)."""
    raise NotImplementedException(detail=f"{request.path} is not offered here; ask with GET, one person at a time")


@provider
def nothing(request: HttpRequest, *_: object) -> HttpResponse:
    """Every other address, told as SCIM tells it, and only to whom a token lets in."""
    raise NotFoundException(detail=f"there is nothing at {request.path}")
