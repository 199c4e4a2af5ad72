"""Reading an account out of what people paste."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rostra.accounts.states.networks import NETWORKS, Address, profile_url, read_address, same_page


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("mayor", Address("mayor")),
        ("  @Mayor ", Address("Mayor")),
        ("mayor.exampleville.example", Address("mayor.exampleville.example")),
        ("did:plc:abc", Address(identity="did:plc:abc")),
        ("123456", Address("123456", "123456")),
        ("https://bsky.app/profile/mayor.example", Address("mayor.example", "", "bluesky")),
        ("https://bsky.app/profile/did:plc:abc/post/3k", Address("", "did:plc:abc", "bluesky")),
        ("at://did:plc:abc/app.bsky.feed.post/3k", Address(identity="did:plc:abc")),
        ("at://mayor.example", Address("mayor.example")),
        ("https://twitter.com/Mayor/status/12?s=20", Address("Mayor", "", "x")),
        ("x.com/Mayor", Address("Mayor", "", "x")),
        ("https://mobile.twitter.com/Mayor", Address("Mayor", "", "x")),
        ("https://x.com/i/user/99", Address("", "99", "x")),
        ("https://twitter.com/intent/user?user_id=99", Address("", "99", "x")),
        ("HTTPS://WWW.Facebook.com/Exampleville/", Address("Exampleville", "", "facebook")),
        ("https://m.facebook.com/profile.php?id=77", Address("", "77", "facebook")),
        ("https://www.facebook.com/people/City-Parks/77/", Address("", "77", "facebook")),
        ("https://www.instagram.com/exampleville/?hl=en", Address("exampleville", "", "instagram")),
        ("https://www.youtube.com/@exampleville/videos", Address("exampleville", "", "youtube")),
        ("https://youtube.com/channel/UCabc_-1", Address("", "UCabc_-1", "youtube")),
        ("https://www.youtube.com/c/Exampleville", Address("Exampleville", "", "youtube")),
        ("https://www.threads.net/@exampleville", Address("exampleville", "", "threads")),
        ("https://social.example/@parks/1122", Address("parks@social.example", "", "mastodon")),
        ("@parks@social.example", Address("parks@social.example", "", "mastodon")),
        ("http://social.example:8443/@parks", Address("parks@social.example:8443", "", "mastodon")),
        ("social.example:8443/@parks", Address("parks@social.example:8443", "", "mastodon")),
        ("@parks@social.example:8443", Address("parks@social.example:8443", "", "mastodon")),
        ("http://localhost:3000/@parks", Address("parks@localhost:3000", "", "mastodon")),
        ("https://[::1]:8443/@parks", Address("parks@[::1]:8443", "", "mastodon")),
        ("https://social.example:443/@parks", Address("parks@social.example", "", "mastodon")),
        ("http://social.example:80/@parks", Address("parks@social.example", "", "mastodon")),
        ("https://www.social.example/@parks", Address("parks@social.example", "", "mastodon")),
        ("https://m.social.example/@parks", Address("parks@m.social.example", "", "mastodon")),
        ("https://www.linkedin.com/company/exampleville/", Address("exampleville", "", "linkedin")),
        ("https://nextdoor.com/agency-detail/mn/exampleville/city-parks/", Address("city-parks", "", "nextdoor")),
        ("https://www.tiktok.com/@exampleville?lang=en", Address("exampleville", "", "tiktok")),
        ("https://www.flickr.com/photos/exampleville/", Address("exampleville", "", "flickr")),
        ("https://vimeo.com/user123", Address("", "123", "vimeo")),
        ("https://vimeo.com/exampleville", Address("exampleville", "", "vimeo")),
    ],
)
def test_an_address_is_read(text: str, address: Address) -> None:
    assert read_address(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://[::1",
        "https://social.example:99999/@parks",
        "https://",
        "http://x.com/",
        "https://x.com/home",
        "javascript:alert(1)",
        "\x00\u202e",
        "at://",
        "://",
        "@",
    ],
)
def test_what_says_nothing_names_no_network(text: str) -> None:
    assert not read_address(text).network


@given(st.text(max_size=3000))
def test_no_text_makes_it_fail_and_no_hidden_character_comes_through(text: str) -> None:
    address = read_address(text)
    assert all(ch.isprintable() or ch == "\u200d" for ch in address.handle + address.identity) or "%" in text


@given(
    st.sampled_from(sorted(NETWORKS)),
    st.from_regex(r"[a-z][a-z0-9]{4,20}", fullmatch=True),
    st.sampled_from(["social.example", "social.example:8443"]),
)
def test_the_profile_url_leads_back_to_the_handle(network: str, name: str, server: str) -> None:
    handle = f"{name}@{server}" if network == "mastodon" else name
    url = profile_url(network, handle)
    if url and name not in {"search", "explore", "intent", "share", "login", "hashtag", "groups", "events", "watch"}:
        assert read_address(url) == Address(handle, "", network)


def test_an_unknown_network_has_no_profile_url() -> None:
    assert profile_url("no-such", "x") == ""


def test_pages_are_compared_whatever_scheme_www_and_slash() -> None:
    assert same_page("https://www.Linkedin.com/company/x/", "http://linkedin.com/company/x")
    assert not same_page("https://linkedin.com/company/x", "https://linkedin.com/company/y")
    assert not same_page("", "")
