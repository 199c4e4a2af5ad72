"""What waits in moderation stands on My work of those who may act on it, and of nobody else."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests import rolls
from tests.moderation.acting import actor, applied, comment, new_act, noticed, threat
from tests.moderation.conftest import WEDNESDAY, Network, settle

from rostra.core import clock
from rostra.core.actor import PUBLIC, Actor
from rostra.core.waiting import waiting_for
from rostra.moderation.actions.acts import move_act, record_act
from rostra.moderation.actions.appeals import Said, receive_appeal
from rostra.moderation.models import Restriction
from rostra.people import actions as people
from rostra.people.models import Person, Position, User
from rostra.people.states import Role

pytestmark = pytest.mark.django_db
KINDS = {"blocks and limits", "acts of moderation", "appeals", "reports of blocks", "words of who reported", "exceptions", "filter words"}


def told(who: Actor) -> dict[str, list[str]]:
    """By kind, what is to be done."""
    return {queue.name: [each.reason for each in queue.first] for queue in waiting_for(who) if queue.name in KINDS and queue.total}


def test_who_looks_after_the_account_and_communications_undo_a_block(network: Network, steward: Person) -> None:
    network.block()
    settle()
    user = people.add_user(steward, email="sam@exampleville.example", password=rolls.PASSWORD, actor=rolls.OPERATOR)
    undo = {"blocks and limits": ["Undo it."]}
    assert told(user.as_actor()) == told(actor(Role.SOCIAL_MEDIA_OFFICER)) == undo
    for role in (Role.AUDITOR, Role.CLERK, Role.CITY_ATTORNEY, Role.HR, Role.ADMINISTRATOR):
        assert told(actor(role)) == {}, role


def test_an_act_waits_for_whoever_takes_its_next_step(network: Network) -> None:
    moderator, other = actor(Role.MODERATOR), actor(Role.MODERATOR, "another")
    act = record_act(threat(comment(network)), actor=moderator)
    assert told(moderator) == told(actor(Role.CITY_ATTORNEY)) == {}
    assert told(other) == {"acts of moderation": ["Look at it as the second person."]}
    move_act(act, "approve", actor=other, reason="Met.")
    assert told(moderator) == {"acts of moderation": ["Do it on the network, then say so."]}
    move_act(act, "apply", actor=moderator)
    assert told(moderator) == {"acts of moderation": ["Tell the person."]}
    move_act(act, "take-back", actor=moderator, reason="Wrong.")
    assert told(moderator) == {"acts of moderation": ["Undo it on the network, then say so."]}


def test_an_emergency_waits_for_another_person_counsel_too(network: Network) -> None:
    moderator = actor(Role.MODERATOR)
    act = record_act(threat(None, account=network.account, subject="at://x/1", emergency="Now."), actor=moderator)
    assert act.state == "approved"
    assert told(actor(Role.CITY_ATTORNEY)) == {"acts of moderation": ["Look at it: it is without a copy."]}
    assert told(moderator) == {"acts of moderation": ["Do it on the network, then say so."]}


def test_an_appeal_waits_for_those_who_took_no_part(network: Network) -> None:
    officer = actor(Role.SOCIAL_MEDIA_OFFICER)
    receive_appeal(noticed(network, threat(comment(network)), reviewer=officer), Said("No."), actor=PUBLIC)
    assert "appeals" not in told(officer)
    assert told(actor(Role.COMMUNICATIONS_DIRECTOR)) == {"appeals": ["Decide it."]}
    assert "appeals" not in told(actor(Role.MODERATOR))


def test_a_head_sees_what_stands_in_their_unit_and_not_whom_it_is_against(network: Network) -> None:
    with clock.frozen(WEDNESDAY):
        network.block()
        applied(network, new_act(comment(network)))
        settle()
    head = rolls.user("robin-head")
    seat = rolls.officer("the-boss", within=network.account.unit).appointments.get().position
    Position.objects.filter(pk=seat.pk).update(heads_unit=True)
    people.appoint(head.person, seat, begins=rolls.LONG_AGO, actor=rolls.OPERATOR)
    client, row = rolls.signed_in(User.objects.get(pk=head.pk)), Restriction.objects.get()
    page = client.get(reverse("moderation:restriction", args=[row.pk])).content.decode()
    assert reverse("moderation:whom", args=[row.pk]) not in page
    client.post(reverse("auth_purpose", args=["block-exception"]), {"purpose": "I want to know"})
    assert client.get(reverse("moderation:whom", args=[row.pk])).status_code == 403
    assert "1" in client.get(reverse("moderation:restrictions")).content.decode()
