"""Consent at Meta: asked for, redeemed for the right account only, renewed; and no address or error that holds a secret."""

from __future__ import annotations

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.platforms.bluesky.servers import Reply, json
from tests.platforms.facebook.server import PAGE
from tests.platforms.graph.server import APP_SECRET, START, TOKEN, Meta, error
from tests.platforms.instagram.server import ACCOUNT as GRAM
from tests.platforms.threads.server import ACCOUNT as THREAD

from rostra.platforms.base import PlatformError, RateLimited, Refused, Unauthorised, Unreachable
from rostra.platforms.consent import App, Tokens
from rostra.platforms.facebook import Facebook
from rostra.platforms.instagram import Instagram
from rostra.platforms.threads import Threads

APP = App("990602627938098", APP_SECRET)
BACK = "https://archive.city.example/desk/connected"
SHORT, PERSON, CODE = "EAABshortLived00000000001", "EAABofThePerson0000000002", "AQDcodeThatCameBack00003"
DAYS_60 = 5_184_000


def secret_free(site: Meta, told: object = "") -> None:
    """No address that was asked for holds a secret, and neither does what was told."""
    for secret in (TOKEN, SHORT, PERSON, CODE, APP_SECRET):
        assert secret not in repr(site.addresses)
        assert secret not in repr(told)


def question(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


@pytest.fixture
def facebook(site: Meta, city: Facebook) -> Facebook:
    """Facebook, as it answers somebody who manages three Pages, on two sheets."""
    site.tokens[PERSON] = ""
    real = site.answer

    def answer(path: str, asked: dict[str, str], token: str) -> Reply:
        if path == "/oauth/access_token":
            return json({"access_token": PERSON if asked.get("fb_exchange_token") == SHORT else SHORT, "expires_in": DAYS_60})
        if path == "/me/accounts" and token == PERSON:
            more = asked.get("after") == "c1"
            pages = (
                [{"id": PAGE, "access_token": TOKEN}] if more else [{"id": "1", "access_token": "x1"}, {"id": "2", "access_token": "x2"}]
            )
            paging = (
                {"cursors": {"after": "c1"}} if more else {"cursors": {"after": "c1"}, "next": f"https://x.example/?access_token={PERSON}"}
            )
            return json({"data": pages, "paging": paging})
        if path == "/debug_token" and token == f"{APP.id}|{APP_SECRET}":
            return json({"data": site.things["debug"]})
        return real(path, asked, token)

    ends = int((START + dt.timedelta(days=90)).timestamp())
    site.things["debug"] = {
        "is_valid": True,
        "profile_id": PAGE,
        "expires_at": 0,
        "data_access_expires_at": ends,
        "scopes": ["pages_show_list", "x"],
    }
    site.answer = answer  # type: ignore[method-assign]
    return city


def test_a_page_is_asked_for_with_scopes_that_only_read(facebook: Facebook) -> None:
    asked = facebook.connecting.ask(APP, PAGE, BACK, "state1")
    told = question(asked.url)
    assert told["scope"] == "pages_show_list,pages_read_engagement,pages_read_user_content"
    assert (told["state"], told["redirect_uri"], told["client_id"], told["response_type"]) == ("state1", BACK, APP.id, "code")
    assert "code_challenge" not in told


def test_of_all_pages_the_right_ones_token_is_kept(site: Meta, facebook: Facebook) -> None:
    tokens = facebook.connecting.redeem(APP, PAGE, BACK, {"code": CODE}, "kept")
    assert (tokens.access, tokens.refresh) == (TOKEN, "")
    assert (tokens.expires, tokens.ends, tokens.scopes) == (None, START + dt.timedelta(days=90), ("pages_show_list",))
    secret_free(site)
    with pytest.raises(Unauthorised):
        facebook.connecting.renew(APP, PAGE, tokens)
    facebook.connecting.revoke(APP, PAGE, tokens)


def test_whoever_does_not_manage_the_page_connects_nothing(site: Meta, facebook: Facebook) -> None:
    with pytest.raises(Refused, match="does not manage this Page"):
        facebook.connecting.redeem(APP, "104000000000002", BACK, {"code": CODE}, "kept")
    with pytest.raises(Refused, match="Consent was not given"):
        facebook.connecting.redeem(APP, PAGE, BACK, {"error": "access_denied", "error_reason": "user_denied"}, "kept")
    for told in ({"is_valid": False}, {"is_valid": True, "profile_id": "1"}, {}):
        site.things["debug"] = told
        with pytest.raises(Unreachable):
            facebook.connecting.redeem(APP, PAGE, BACK, {"code": CODE}, "kept")


@pytest.mark.parametrize(("path", "reply", "kind"), [
    ("/oauth/access_token", error(100), Refused),
    ("/oauth/access_token", json({"no": "token"}), Unreachable),
    ("/oauth/access_token", error(4, status=429), RateLimited),
    ("/me/accounts", error(190), Unauthorised),
    ("/debug_token", error(1), Unreachable),
    ("/debug_token", json([]), Unreachable),
])  # fmt: skip
def test_what_goes_wrong_holds_no_secret(site: Meta, facebook: Facebook, path: str, reply: Reply, kind: type[PlatformError]) -> None:
    body = reply.body.replace(b"says no to", f"{PERSON} {SHORT} {APP_SECRET}".encode())
    site.answers[path] = Reply(reply.status, body, reply.headers)
    with pytest.raises(kind) as failed:
        facebook.connecting.redeem(APP, PAGE, BACK, {"code": CODE}, "kept")
    secret_free(site, [str(failed.value), failed.value, failed.value.__cause__])


def answered(site: Meta, short: object, long: object) -> None:
    site.answers |= {"/oauth/access_token": json(short), "/access_token": json(long), "/refresh_access_token": json(long)}


def test_an_account_of_instagram(site: Meta, gram: Instagram) -> None:
    told = question(gram.connecting.ask(APP, GRAM, BACK, "s").url)
    assert told["scope"] == "instagram_business_basic,instagram_business_manage_comments"
    answered(site, {"data": [{"access_token": SHORT, "user_id": "9", "permissions": "instagram_business_basic"}]},
             {"access_token": TOKEN, "token_type": "bearer", "expires_in": DAYS_60})  # fmt: skip
    tokens = gram.connecting.redeem(APP, GRAM, BACK, {"code": CODE}, "kept")
    assert tokens == Tokens(TOKEN, expires=START + dt.timedelta(days=60), scopes=("instagram_business_basic",))
    assert [form.get("grant_type") for form in site.sent] == ["authorization_code", "ig_exchange_token"]
    assert (site.sent[1]["method"], site.sent[1]["access_token"]) == ("get", SHORT)
    renewed = gram.connecting.renew(APP, GRAM, tokens)
    assert renewed == tokens
    assert site.sent[-1]["grant_type"] == "ig_refresh_token"
    gram.connecting.revoke(APP, GRAM, tokens)
    secret_free(site)


def test_an_account_of_threads(site: Meta, threaded: Threads) -> None:
    answered(
        site,
        {"access_token": SHORT, "user_id": int(THREAD), "permissions": ["threads_basic"]},
        {"access_token": TOKEN, "expires_in": DAYS_60},
    )
    tokens = threaded.connecting.redeem(APP, THREAD, BACK, {"code": CODE}, "kept")
    assert tokens == Tokens(TOKEN, expires=START + dt.timedelta(days=60), scopes=("threads_basic",))
    assert threaded.connecting.renew(APP, THREAD, tokens) == tokens
    assert [form.get("grant_type") for form in site.sent] == ["authorization_code", "th_exchange_token", "th_refresh_token"]
    secret_free(site)


def test_another_account_than_asked_for_connects_nothing(site: Meta, gram: Instagram) -> None:
    answered(site, {"access_token": SHORT}, {"access_token": TOKEN})
    with pytest.raises(Refused, match=f"number {GRAM}, called exampleville"):
        gram.connecting.redeem(APP, "17841400000000002", BACK, {"code": CODE}, "kept")
    site.things[GRAM]["username"] = f"<b>{TOKEN}"
    with pytest.raises(Refused) as refused:
        gram.connecting.redeem(APP, "17841400000000002", BACK, {"code": CODE}, "kept")
    secret_free(site, refused.value)


def test_a_dead_token_is_not_renewed_and_a_young_one_later(site: Meta, gram: Instagram) -> None:
    site.answers["/refresh_access_token"] = error(190, 463)
    with pytest.raises(Unauthorised):
        gram.connecting.renew(APP, GRAM, Tokens(TOKEN))
    for reply, kind in ((error(100), Refused), (error(2, status=500), Unreachable), (json({"access_token": "with space"}), Unreachable)):
        site.answers["/refresh_access_token"] = reply
        with pytest.raises(kind) as failed:
            gram.connecting.renew(APP, GRAM, Tokens(TOKEN))
        assert not isinstance(failed.value, Unauthorised)
        secret_free(site, failed.value)


def test_each_network_has_the_hosts_of_its_own(site: Meta, http: object) -> None:
    hosts = {
        kind: {urlsplit(url).netloc for url in (kind(http).connecting.ask(APP, "1", BACK, "s").url,)}  # type: ignore[arg-type] # nothing is asked
        for kind in (Facebook, Instagram, Threads)
    }
    assert hosts == {Facebook: {"www.facebook.com"}, Instagram: {"www.instagram.com"}, Threads: {"threads.net"}}
