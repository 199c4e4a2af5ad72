"""Official accounts whose holder has consented, and what is left when the platform does not accept it any more."""

from __future__ import annotations

from pytest_django.fixtures import Settings
from tests.capture.conftest import OPERATOR, Register
from tests.capture.test_checks import check_all, due_again

from rostra.accounts.models import Account
from rostra.capture import actions
from rostra.capture.models import Connection
from rostra.capture.queries.consent import sealed
from rostra.capture.queries.platforms import Connections
from rostra.capture.states import ConnectionState, Work
from rostra.core import clock
from rostra.core.profile import ApiTerms
from rostra.platforms.consent import Tokens


def consented(register: Register, settings: Settings, network: str, identity: str, api: str, tokens: Tokens) -> Account:
    """An official account that is followed with these tokens, at this server."""
    settings.PROFILE = settings.PROFILE.model_copy(update={"platform": {network: ApiTerms(api=api, allow_http=True)}})
    made: Account = register("city", network=network, state="active")  # type: ignore[call-arg] # the fixture takes them
    Account.objects.filter(pk=made.pk).update(identity=identity)
    made.refresh_from_db()
    now = clock.now()
    Connection.objects.create(
        account=made, state=ConnectionState.CONNECTED, sealed=sealed(tokens), granted=now, since=now, by_ref="person:ada-example",
        by_name="Ada Example",
    )  # fmt: skip
    return actions.connect(made, actor=OPERATOR)


def look_again(account: Account, *works: Work) -> None:
    """Do these checks now."""
    for work in works:
        due_again(account, work)
    check_all(Connections())
