"""Asking X to tell: every kind once, at an address of which X makes sure, with the right token; and listening on its line."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import httpx
import pytest
from tests.platforms.serving import Quiet, serving
from tests.platforms.x.activity import APP_TOKEN, CONSUMER_SECRET, Activity
from tests.platforms.x.server import Site, x

from rostra.platforms.base import Refused, Unreachable
from rostra.platforms.calls import Call, Keys
from rostra.platforms.consent import App, Tokens
from rostra.platforms.x import X
from rostra.platforms.x.activity import TOLD, XHook


@pytest.fixture
def site() -> Iterator[Site]:
    with x() as running:
        running.join("exampleville")
        yield running


@pytest.fixture
def door() -> Iterator[str]:
    """An address of ours that answers X as it should."""

    class Answering(Quiet):
        def do_GET(self) -> None:
            token = self.path.partition("crc_token=")[2]
            reply = XHook().answer(Call({"crc_token": token}, {}), Keys(CONSUMER_SECRET))
            assert reply is not None
            self.answer(200, {"content-type": reply.media_type}, reply.body)

    with serving(Answering) as url:
        yield f"{url}/hooks/x"


def platform(site: Site, token: str = APP_TOKEN) -> X:
    app = App("app-id", "app-secret", bearer=token)
    return X(httpx.Client(), api=site.url, allow_http=True, tokens=lambda _: Tokens("token-of-exampleville"), app=app)


def kinds(activity: Activity) -> list[str]:
    return [each["event_type"] for each in activity.subscriptions.values()]


def test_each_kind_is_asked_for_once(site: Site, door: str) -> None:
    asking = platform(site)
    asking.tell("9000", door)
    assert kinds(site.activity) == list(TOLD)
    [hook] = site.activity.hooks.values()
    assert (hook["url"], {each["webhook_id"] for each in site.activity.subscriptions.values()}) == (door, {hook["id"]})
    asking.tell("9000", door)
    site.activity.tells_all = False  # X tells of none, and refuses each as a duplicate
    asking.tell("9000", door)
    assert kinds(site.activity) == list(TOLD)


def test_what_x_forgot_is_asked_for_again(site: Site, door: str) -> None:
    platform(site).tell("9000", door)
    site.activity.subscriptions.popitem()
    next(iter(site.activity.hooks.values()))["valid"] = False
    platform(site).tell("9000", door)
    assert sorted(kinds(site.activity)) == sorted(TOLD)
    assert next(iter(site.activity.hooks.values()))["valid"] is True


def test_nothing_is_told_of_an_account_that_is_to_be_told_of_no_more(site: Site, door: str) -> None:
    site.join("parks")
    platform(site).tell("9000", door)
    site.activity.subscriptions["7"] = {"subscription_id": "7", "event_type": "post.create", "filter": {"user_id": "9001"}}
    platform(site).hush("9000")
    assert list(site.activity.subscriptions) == ["7"]


def test_an_address_that_x_is_not_sure_of(site: Site) -> None:
    with serving(Quiet) as url, pytest.raises(Refused):
        platform(site).tell("9000", f"{url}/hooks/x")
    assert site.activity.subscriptions == {}


def test_without_a_token_of_the_app_nothing_is_asked(site: Site) -> None:
    for wanted in (lambda: platform(site, "").tell("9000", ""), lambda: platform(site, "").hush("9000")):
        with pytest.raises(Refused, match="bearer_file"):
            wanted()
    assert site.asked == []


def test_the_line_tells_as_calls_do_and_shows_life(site: Site) -> None:
    platform(site).tell("9000", "")
    with platform(site).listen() as line:
        assert next(line) == b""
        body = site.activity.tell("post.delete", "9000", {"id": "2080761390344937796", "author_id": "9000"})
        assert next(line) == body
        site.activity.break_line()
        with pytest.raises(Unreachable):
            next(line)


def test_a_line_without_end_is_broken_off(site: Site) -> None:
    platform(site).tell("9000", "")
    with platform(site).listen() as line:
        next(line)
        site.activity.listeners[0].put(b"x" * 3_000_000)
        with pytest.raises(Unreachable):
            next(line)
    threading.Thread(target=site.activity.break_line).start()


def test_a_line_that_x_refuses(site: Site) -> None:
    with pytest.raises(Refused), platform(site, "another").listen():
        pass
