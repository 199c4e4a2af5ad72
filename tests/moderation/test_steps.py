"""The public history of an act knows every event that is written about it."""

from __future__ import annotations

import datetime as dt
import inspect
import re
from pathlib import Path

from tests.moderation.acting import actor, comment, hide, noticed, threat
from tests.moderation.conftest import Network, settle

from rostra.core.models import Event
from rostra.moderation import actions
from rostra.moderation.actions.acts import keep_act
from rostra.moderation.actions.appeals import Said, decide_appeal, enter_appeal
from rostra.moderation.models import Restriction
from rostra.moderation.queries.public import TOLD, UNTOLD, act, steps
from rostra.moderation.states.acts import ActState
from rostra.moderation.states.exceptions import ExceptionState
from rostra.moderation.states.filters import FilterState
from rostra.people.queries import city_day
from rostra.people.states import Role
from rostra.portal.templatetags.acts import STEPS, step_label


def test_every_event_of_an_act_an_exception_and_a_word_is_told_in_words() -> None:
    """By the states that they can come into, and by the words that the actions write down beside."""
    source = "".join(path.read_text() for path in sorted(Path(inspect.getfile(actions)).parent.glob("*.py")))
    written = {f"moderation.act.{word}" for word in re.findall(r'(?<![_\w])note\(\w+, "([\w-]+)"', source)}
    written |= set(re.findall(r'action="(moderation\.(?:notice|restriction)\.[\w-]+)"', source))
    written |= {f"moderation.notice.{word}" for word in ("appeal-received", "appeal-upheld", "appeal-reversed")}
    written |= {f"moderation.act.{state}" for state in ActState}
    written |= {f"moderation.exception.{state}" for state in ExceptionState}
    written |= {f"moderation.filter.{state}" for state in FilterState}
    assert {"moderation.act.kept", "moderation.act.emergency-reviewed", "moderation.notice.given"} <= written
    assert written - TOLD.keys() - UNTOLD == set()
    assert set(TOLD.values()) == set(STEPS)
    assert all(step_label(word) for word in TOLD.values())


def test_what_became_of_a_recorded_act_is_told_from_its_beginning_to_its_end(network: Network) -> None:
    """And nothing twice: what its own events tell is not told again by those of its notices."""
    settle()
    said = comment(network)
    hide(network, said.record.uri)
    settle()
    row = Restriction.objects.get()
    done = noticed(network, threat(said))
    keep_act(done, until=city_day() + dt.timedelta(days=30), actor=actor(Role.SOCIAL_MEDIA_OFFICER), reason="Still.")
    appeal = enter_appeal(done, Said("It was no threat.", ""), actor=actor(Role.MODERATOR))
    decide_appeal(appeal, "grant", reason="It was none.", actor=actor(Role.CITY_ATTORNEY))
    hide(network)
    settle()
    told = [step.what for step in steps(act(row.pk, city_day()))]
    assert told == [
        "found", "proposed", "approved", "applied", "explained", "told", "kept", "appealed", "reversed", "reopened", "gone", "restored",
    ]  # fmt: skip
    assert Event.objects.filter(action="moderation.notice.given").exists()
