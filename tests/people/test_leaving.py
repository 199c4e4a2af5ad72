"""An identity provider lets nobody leave with an account in their hands, and a promotion in the unit is no leaving."""

from __future__ import annotations

import httpx2
import pytest
from tests import rolls
from tests.people.provisioning import somebody
from tests.people.test_scim import patch

from rostra.accounts import actions
from rostra.people.models import Appointment, Person

pytestmark = pytest.mark.django_db


def test_who_is_deactivated_or_deleted_with_an_account_in_their_hands_stays_and_the_provider_is_told_why(http: httpx2.Client) -> None:
    made = http.post("/Users", json=somebody(1)).json()
    held = Appointment.objects.get()
    account = rolls.in_use(rolls.account(unit=held.position.unit, custodian=held.person))
    off = {"op": "replace", "path": "active", "value": False}
    for answer in (patch(http, made["id"], off), http.delete(f"/Users/{made['id']}")):
        assert answer.status_code == 409
        assert "is custodian of" in answer.json()["detail"]
    assert http.get(f"/Users/{made['id']}").json()["active"] is True
    assert Appointment.objects.get(person=held.person).ends is None
    title = {"op": "replace", "path": "title", "value": "Promoted"}
    assert patch(http, made["id"], title).status_code in {200, 204}
    actions.change_custodian(account, rolls.officer("next", "Nell Next"), actor=rolls.OPERATOR)
    assert patch(http, made["id"], off).status_code in {200, 204}
    assert not Appointment.objects.filter(person=Person.objects.get(pk=held.person_id), ends__isnull=True).exists()
