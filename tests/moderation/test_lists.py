"""Where a network shows its lists to nobody but the owner: two exports, and the register says exactly what changed between them."""

from __future__ import annotations

import pytest
from tests.capture.test_lists import hand_over
from tests.moderation.conftest import Network, settle

from rostra.accounts.models import Account
from rostra.core.models import Mail
from rostra.moderation.models import Restriction
from rostra.people.models import Person
from rostra.platforms.base import Act

pytestmark = pytest.mark.django_db
MANY = 400


@pytest.fixture
def exported(network: Network, steward: Person) -> Account:
    """An account whose lists come by export alone."""
    Account.objects.filter(pk=network.account.pk).update(network="x", identity="2244994945")
    return Account.objects.get(pk=network.account.pk)


def standing_subjects() -> set[str]:
    return set(Restriction.objects.filter(ended__isnull=True).values_list("subject", flat=True))


def test_two_exports_of_hundreds_and_the_difference_is_exact(exported: Account) -> None:
    first = {str(1_000_000 + number) for number in range(MANY)}
    hand_over(exported, sorted(first))
    settle()
    assert standing_subjects() == first
    assert Mail.objects.count() <= 3  # one letter for every 2,000 entries that were read, not one for each
    second = {str(1_000_000 + number) for number in range(100, MANY + 50)}
    hand_over(exported, sorted(second), hours=24)
    settle()
    assert standing_subjects() == second
    assert set(Restriction.objects.filter(standing="lifted").values_list("subject", flat=True)) == first - second
    assert Restriction.objects.count() == MANY + 50


def test_an_incomplete_export_lifts_nothing(exported: Account) -> None:
    hand_over(exported, ["11", "12"])
    settle()
    hand_over(exported, ["12"], hours=24, complete=False)
    settle()
    assert standing_subjects() == {"11", "12"}


def test_mutes_are_noted_and_no_violation(exported: Account) -> None:
    hand_over(exported, ["11"], act=Act.MUTE)
    settle()
    assert list(Restriction.objects.values_list("act", "standing")) == [("mute", "tolerated")]
