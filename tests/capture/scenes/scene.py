"""A scene: one network with an official account that is followed, on a server of our own, where things happen as its users do them.

What a scenario needs of a network stands here once; each network does it as its server has it. What a network does not have is not
written, and ``matrix`` says why.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import ExitStack
from dataclasses import dataclass
from typing import ClassVar, Literal

from pytest_django.fixtures import Settings
from tests.capture.conftest import OPERATOR, Register
from tests.capture.following import consented, look_again
from tests.platforms.bluesky.servers import Reply, json

from rostra.accounts.models import Account
from rostra.archive.models import Absence, Record, Version
from rostra.archive.queries.segments import raw_bytes
from rostra.capture import actions
from rostra.capture.actions.consent import kept_tokens
from rostra.capture.models import Connection, Gap
from rostra.capture.states import ConnectionState, Work
from rostra.core import clock
from rostra.core.profile import ServerTerms
from rostra.platforms import PLATFORMS
from rostra.platforms.base import POSTS, Act, Kind, Restriction
from rostra.platforms.consent import Tokens

LOOKS = (Work.POLL, Work.PROBE, Work.SNAPSHOT)
LISTED = (Kind.RESTRICTION, Kind.THREAD_GATE)


@dataclass(frozen=True)
class Stage:
    """What a scene is put on. ``stack``: what ends with it."""

    register: Register
    settings: Settings
    stack: ExitStack


class Scene(ABC):
    """One network, and its official account."""

    network: ClassVar[str]
    keeps_each_edit: ClassVar[bool] = False  # not only what stands there at a look
    sees_the_brief: ClassVar[bool] = False  # what was there between two looks alone
    says_gone: ClassVar[str] = "observed"
    describes: ClassVar[bool] = True  # media have alternative texts
    counts_votes: ClassVar[bool] = False  # a poll that is over is another version
    filters: ClassVar[Literal["shown", "kept back", "none"]] = "shown"  # whether the network shows what a filter hid
    page: ClassVar[int] = 0  # posts on a page of the first reading
    tokens: ClassVar[Tokens]
    blocked: ClassVar[int] = 0  # whom the account blocks, where a token opens the list and nothing else needs it
    account: Account

    # What happens on the network. Each post, reply and the like answers with its address in the archive.

    @abstractmethod
    def publish(self, text: str) -> str:
        """The account posts."""

    def edit(self, uri: str, text: str) -> None:
        """The account changes what it posted."""
        raise NotImplementedError

    def delete(self, uri: str) -> None:
        """The account deletes what it posted; with what stands below, where the network does that."""
        raise NotImplementedError

    def reply(self, uri: str, text: str) -> str:
        """Somebody of the public answers."""
        raise NotImplementedError

    def story(self, number: int) -> str:
        """The account shows something for a day."""
        raise NotImplementedError

    def end_stories(self) -> None:
        """The day is over."""
        raise NotImplementedError

    def ask(self, text: str, options: tuple[str, str]) -> str:
        """The account posts a poll."""
        raise NotImplementedError

    def vote(self, uri: str) -> None:
        """Somebody votes."""
        raise NotImplementedError

    def change_poll(self, uri: str) -> None:
        """The poll ends, where that counts; else another option stands in it."""
        raise NotImplementedError

    def show(self, text: str, alts: tuple[str, ...]) -> str:
        """The account posts several pictures with alternative texts."""
        raise NotImplementedError

    def quote(self, text: str) -> tuple[str, str]:
        """The account quotes somebody; and what it quotes."""
        raise NotImplementedError

    def reply_elsewhere(self, text: str) -> tuple[str, str]:
        """The account answers in the thread of somebody else; and what it answers."""
        raise NotImplementedError

    def rename(self, handle: str) -> str:
        """The account is called otherwise from now on; its handle, as the register will have it."""
        raise NotImplementedError

    def suspend(self, *, ended: bool = False) -> None:
        """The network suspends the account, or lets it in again."""
        raise NotImplementedError

    def revoke_between_pages(self) -> None:
        """The token is taken back once a page of posts was given."""
        raise NotImplementedError

    def grant(self) -> None:
        """The token counts again."""
        raise NotImplementedError

    def hide(self, reply: str, *, by_filter: bool) -> None:
        """A reply is hidden from everybody."""
        raise NotImplementedError

    def unhide(self, reply: str) -> None:
        """It is shown again."""
        raise NotImplementedError

    def go_blank(self, *, bodiless: bool) -> None:
        """From now on lists and posts are answered with 200 and nothing: a page that is empty, or no body at all."""
        raise NotImplementedError

    def recover(self) -> None:
        """All is answered as it is."""
        raise NotImplementedError

    # How it is looked at.

    def look(self, *works: Work) -> None:
        """The worker looks at the account; without ``works`` in each way there is."""
        look_again(self.account, *(works or LOOKS))

    def consent_again(self) -> None:
        """The holder consents anew."""
        self.grant()
        now = clock.now()
        Connection.objects.update(**kept_tokens(self.tokens), state=ConnectionState.CONNECTED, granted=now, since=now)
        actions.connect(self.account, actor=OPERATOR)

    def says(self, words: str) -> bool:
        """Whether these words stand in what the network's platform says that it cannot do."""
        return any(words in sentence for sentence in PLATFORMS[self.network].capabilities.cannot)

    # How it ended.

    def held(self) -> dict[str, list[str]]:
        """What is kept of posts and replies: the text of each version in order, save those that tell again what was held."""
        told: dict[str, list[str]] = {}
        kept = Version.objects.filter(record__account=self.account, record__kind__in=POSTS, again=False).order_by("revision", "number")
        for uri, text in kept.values_list("record__uri", "text"):
            told.setdefault(uri, []).append(text)
        return told

    def gone(self) -> dict[str, str]:
        """What counts as gone of them, and how surely."""
        kept = Absence.objects.filter(record__account=self.account, record__kind__in=POSTS)
        assert {absence.record.uri for absence in kept} == set(
            Record.objects.filter(account=self.account, kind__in=POSTS, status="gone").values_list("uri", flat=True)
        )
        return dict(kept.values_list("record__uri", "certainty"))

    def gaps(self) -> list[tuple[str, bool]]:
        """Each gap that is not healed: its cause, and whether it goes on."""
        left = Gap.objects.filter(account=self.account, healed_at=None).order_by("pk")
        return [(gap.cause, gap.ends is None) for gap in left]

    def hidden(self) -> set[str]:
        """The replies that the account hides now, as its records show."""
        platform, told = PLATFORMS[self.network], set[Restriction]()
        for record in Record.objects.filter(account=self.account, kind__in=LISTED, status="present"):
            told |= set(platform.restrictions(record.uri, raw_of(record)))
        return {restriction.subject for restriction in told if restriction.act is Act.HIDE}

    # What networks have in common.

    def follow(self, stage: Stage, identity: str, api: str) -> Account:
        """The account, followed with its holder's consent."""
        return consented(stage.register, stage.settings, self.network, identity, api, self.tokens)

    def follow_openly(self, stage: Stage, identity: str) -> Account:
        """The account, followed without anybody's consent."""
        terms = {self.network: ServerTerms(allow_http=True)}
        stage.settings.PROFILE = stage.settings.PROFILE.model_copy(update=terms)
        made: Account = stage.register("city", network=self.network, state="active")  # type: ignore[call-arg] # the fixture takes them
        Account.objects.filter(pk=made.pk).update(identity=identity)
        made.refresh_from_db()
        return actions.connect(made, actor=OPERATOR)


def raw_of(record: Record) -> bytes:
    """The bytes of a record as it is now."""
    return raw_bytes(record.all_versions.get(number=record.current))


def nothing(page: object, *, bodiless: bool) -> Reply:
    """The answer of a server that has nothing to say: this page, or no body."""
    return Reply(200, b"") if bodiless else json(page)
