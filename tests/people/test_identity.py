"""Signing in through identity providers: a certified OpenID provider and a SAML identity provider, both real, on loopback."""

from __future__ import annotations

import base64
import datetime as dt
import html
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.contrib.sessions.models import Session
from pytest_django.fixtures import Settings
from tests.desk.conftest import Staff
from tests.identity.fixture import identity
from tests.identity.server import Identity

from rostra import config
from rostra.config.identity import IdentityApp, identity_apps, origins, require_known_roles
from rostra.core import clock
from rostra.core.errors import Misconfigured
from rostra.core.models import Event
from rostra.core.profile import IdentityProvider, SignIn, load_profile
from rostra.people.actions import end_role, unlink_identity
from rostra.people.views.adapters import is_of_issuer

pytestmark = pytest.mark.django_db
__all__ = ["identity"]
EMAIL = "records-sample@exampleville.example"
DAY = dt.timedelta(days=1)
SECRET = "a-secret-of-the-client"
VERIFIED = {"email": EMAIL, "email_verified": True}


class Browser:
    """Follows links and forms as a browser does, between the desk and a provider."""

    def __init__(self, desk: str) -> None:
        self.desk = desk
        self.http = httpx.Client(follow_redirects=True, timeout=20)

    def submit(self, page: httpx.Response, **typed: str) -> httpx.Response:
        """Send the first form of ``page`` that takes ``typed``, with what is hidden in it."""
        for form in re.findall(r"<form.*?</form>", page.text, re.DOTALL):
            fields = {
                name[1]: html.unescape(value[1]) if (value := re.search(r'value="([^"]*)"', tag)) else ""
                for tag in re.findall(r"<input[^>]*>", form)
                if (name := re.search(r'name="([^"]+)"', tag))
            }
            if set(typed) <= set(fields):
                where = re.search(r'action="([^"]+)"', form)
                target = page.url.join(html.unescape(where[1])) if where else page.url
                if 'method="post"' in form:
                    return self.http.post(target, data={**fields, **typed}, headers={"referer": str(page.url)})
                return self.http.get(target, params={**fields, **typed})
        raise AssertionError(f"no form takes {typed}: {page.text}")

    def begin(self, path: str) -> httpx.Response:
        """Choose a provider on the page that asks for it."""
        page = self.http.get(f"{self.desk}{path}")
        return self.submit(page) if '<form method="post">' in page.text else page

    def openid(self, name: str) -> httpx.Response:
        """Sign in as ``name`` at the OpenID provider, and consent where it asks."""
        page = self.begin(self._button("/desk/auth/openid/"))
        for typed in ({"login": name, "password": "any"}, {}):
            if "/interaction/" in str(page.url):
                page = self.submit(page, **typed)
        return page

    def saml(self, name: str) -> httpx.Response:
        """Sign in as ``name`` at the SAML provider; the page with its answer, which a script would send on."""
        return self.submit(self.begin("/desk/auth/saml/city/login"), person=name)

    def _button(self, start: str) -> str:
        found = re.search(rf'action="({start}[^"]+)"', self.http.get(f"{self.desk}/desk/sign-in").text)
        assert found
        return found[1]


@pytest.fixture
def visitor(server: str) -> Iterator[Browser]:
    made = Browser(server)
    yield made
    made.http.close()


def use(settings: Settings, folder: Path, **told: object) -> IdentityProvider:
    """Enter a provider in the city's profile."""
    (folder / "idp-secret").write_text(SECRET)
    provider = IdentityProvider.model_validate({"slug": "city", "name": "Exampleville account", **told})
    settings.PROFILE = settings.PROFILE.model_copy(update={"identity_provider": [provider]})
    settings.IDENTITY_APPS = identity_apps(settings.PROFILE, folder)
    return provider


@pytest.fixture
def openid(staff: Staff, server: str, identity: Identity, settings: Settings, tmp_path: Path) -> str:
    """An OpenID provider of the profile; its issuer."""
    issuer = str(identity.ask("place")["issuer"])
    use(settings, tmp_path, kind="openid", issuer=issuer, client_id="rostra", secret_file="idp-secret")
    back = f"{server}/desk/auth/openid/{settings.IDENTITY_APPS[0].key}/callback"
    identity.ask("openid", clients=[{"client_id": "rostra", "client_secret": SECRET, "redirect_uris": [back]}])
    return issuer


def key_and_certificate() -> tuple[str, str]:
    """A key of its own for a provider, and its certificate."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "identity.example")])
    today = clock.now()
    certificate = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), today - DAY, today + DAY)
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()
    return private, certificate.sign(key, hashes.SHA256()).public_bytes(pem).decode()


@pytest.fixture
def saml(staff: Staff, server: str, identity: Identity, settings: Settings, tmp_path: Path) -> str:
    """A SAML provider of the profile; where its answers go."""
    key, certificate = key_and_certificate()
    (tmp_path / "idp.pem").write_text(certificate)
    here = f"{server}/desk/auth/saml/city"
    told = identity.ask("saml", acs=f"{here}/acs", audience=f"{here}/metadata", key=key, certificate=certificate)
    use(settings, tmp_path, kind="saml", issuer=told["entity"], sso_url=told["sso"], certificate_file="idp.pem")
    return f"{here}/acs"


def events(action: str) -> list[tuple[str, dict[str, object]]]:
    return [(event.subject, event.facts) for event in Event.objects.filter(action=action)]


def known(identity: Identity, **people: dict[str, object]) -> None:
    """Who can sign in at the providers."""
    identity.ask("people", people=people)


# OpenID Connect


def test_a_person_whom_an_administrator_entered_gets_in_and_is_known_by_subject_from_then_on(
    openid: str, visitor: Browser, identity: Identity, staff: Staff, server: str, caplog: pytest.LogCaptureFixture
) -> None:
    known(identity, ada={"sub": "ada", **VERIFIED})
    page = visitor.openid("ada")
    assert str(page.url) == f"{server}/desk/"
    assert "My work" in page.text
    user = f"user:{staff.records.pk}"
    link = SocialAccount.objects.get()
    assert (link.uid, link.user, link.extra_data) == ("ada", staff.records, {})
    assert events("people.identity.linked") == [(user, {"provider": link.provider})]
    assert events("people.session.begun") == [(user, {"by": "socialaccount"})]
    known(identity, ada={"sub": "ada", "email": "new-name@exampleville.example", "email_verified": True})
    again = Browser(server)
    assert str(again.openid("ada").url) == f"{server}/desk/"
    assert len(events("people.session.begun")) == 2
    kept = str([*SocialAccount.objects.values(), *(session.get_decoded() for session in Session.objects.all()), *Event.objects.values()])
    assert SECRET not in kept + caplog.text
    assert "new-name" not in kept


@pytest.mark.parametrize(
    "person",
    [
        pytest.param({"email": EMAIL, "email_verified": False}, id="unverified"),
        pytest.param({"email": EMAIL}, id="nothing said of it"),
        pytest.param({"email": "unknown@exampleville.example", "email_verified": True}, id="unknown"),
    ],
)
def test_nobody_else_gets_in(person: dict[str, object], openid: str, visitor: Browser, identity: Identity, server: str) -> None:
    known(identity, ada={"sub": "ada", **person})
    page = visitor.openid("ada")
    assert str(page.url) == f"{server}/desk/sign-in"
    assert "You are not known here" in page.text
    assert not SocialAccount.objects.exists()
    assert visitor.http.get(f"{server}/desk/").url.path == "/desk/sign-in"


def test_another_subject_with_the_same_address_takes_nothing_over(
    openid: str, visitor: Browser, identity: Identity, server: str, staff: Staff
) -> None:
    known(identity, ada={"sub": "ada", **VERIFIED}, eve={"sub": "eve", **VERIFIED})
    visitor.openid("ada")
    other = Browser(server)
    assert "You are not known here" in other.openid("eve").text
    assert list(SocialAccount.objects.values_list("uid", flat=True)) == ["ada"]
    assert events("people.sign-in.failed")[0][0] == f"user:{staff.records.pk}"
    unlink_identity(SocialAccount.objects.get(), actor=staff.administrator.as_actor())
    assert str(Browser(server).openid("eve").url) == f"{server}/desk/"


def test_somebody_without_a_role_does_not_get_in(openid: str, visitor: Browser, identity: Identity, staff: Staff) -> None:
    known(identity, ada={"sub": "ada", **VERIFIED})
    end_role(staff.records.grants.get(), actor=staff.administrator.as_actor())
    assert "You are not known here" in visitor.openid("ada").text


def test_another_issuer_under_the_same_name_inherits_no_link(
    openid: str, visitor: Browser, identity: Identity, staff: Staff, settings: Settings
) -> None:
    SocialAccount.objects.create(user=staff.administrator, provider="city-00000000", uid="ada")  # as the issuer before would have left it
    known(identity, ada={"sub": "ada", **VERIFIED})
    visitor.openid("ada")
    assert events("people.session.begun")[0][0] == f"user:{staff.records.pk}"


@pytest.mark.parametrize(("vouches", "leads_to"), [(True, "/desk/"), (False, "/desk/auth/")])
def test_a_provider_counts_as_second_factor_where_the_profile_says_so(
    vouches: bool, leads_to: str, openid: str, visitor: Browser, identity: Identity, settings: Settings, tmp_path: Path
) -> None:
    settings.PROFILE = settings.PROFILE.model_copy(update={"sign_in": SignIn()})
    use(settings, tmp_path, kind="openid", issuer=openid, client_id="rostra", secret_file="idp-secret", second_factor=vouches)
    known(identity, ada={"sub": "ada", **VERIFIED})
    assert visitor.openid("ada").url.path == leads_to


def test_a_provider_that_is_away_is_said_to_be(staff: Staff, visitor: Browser, settings: Settings, tmp_path: Path) -> None:
    use(settings, tmp_path, kind="openid", issuer="http://127.0.0.1:9", client_id="rostra", secret_file="idp-secret")
    assert "does not answer at present" in visitor.openid("ada").text


def test_an_answer_that_nobody_asked_for_is_refused(openid: str, visitor: Browser, settings: Settings, server: str) -> None:
    page = visitor.http.get(f"{server}/desk/auth/openid/{settings.IDENTITY_APPS[0].key}/callback?code=1&state=2")
    assert page.status_code == 401
    assert "You were not signed in" in page.text


def test_what_comes_back_must_be_of_the_issuer_and_about_one_subject() -> None:
    token = {"iss": "https://id.example/", "sub": "7"}
    assert is_of_issuer({"id_token": token, "userinfo": {"sub": "7"}}, "https://id.example")
    assert not is_of_issuer({"id_token": token, "userinfo": {"sub": "8"}}, "https://id.example")
    assert not is_of_issuer({"id_token": token, "userinfo": {"sub": "7"}}, "https://other.example")
    assert not is_of_issuer({"userinfo": {"sub": "7"}}, "https://id.example")


# SAML


def test_a_person_gets_in_by_saml(saml: str, visitor: Browser, identity: Identity, server: str, staff: Staff) -> None:
    known(identity, ada={"sub": "persistent-7", **VERIFIED})
    page = visitor.submit(visitor.saml("ada"))
    assert str(page.url) == f"{server}/desk/"
    assert SocialAccount.objects.get().uid == "persistent-7"
    assert events("people.session.begun") == [(f"user:{staff.records.pk}", {"by": "socialaccount"})]


@pytest.mark.parametrize(("verified", "trusted", "gets_in"), [(False, False, False), (False, True, True)])
def test_an_address_counts_only_when_the_provider_vouches_for_it(
    verified: bool, trusted: bool, gets_in: bool, saml: str, visitor: Browser, identity: Identity, settings: Settings, tmp_path: Path
) -> None:
    told = settings.PROFILE.identity_provider[0].model_dump() | {"trust_email": trusted}
    use(settings, tmp_path, **told)
    known(identity, ada={"sub": "7", "email": EMAIL, "email_verified": verified})
    assert (visitor.submit(visitor.saml("ada")).url.path == "/desk/") is gets_in


def _changed(answer: str) -> str:
    return answer.replace(EMAIL, "jordan-sample@exampleville.example")


def _unsigned(answer: str) -> str:
    return re.sub(r"<ds:Signature.*?</ds:Signature>", "", answer, flags=re.DOTALL)


@pytest.mark.parametrize("forge", [_changed, _unsigned])
def test_a_forged_answer_is_refused(forge: Callable[[str], str], saml: str, visitor: Browser, identity: Identity, server: str) -> None:
    known(identity, ada={"sub": "7", **VERIFIED})
    page = visitor.saml("ada")
    told = re.search(r'name="SAMLResponse" value="([^"]+)"', page.text)
    assert told
    true = base64.b64decode(html.unescape(told[1])).decode()
    forged = forge(true)
    assert forged != true
    answer = visitor.http.post(saml, data={"SAMLResponse": base64.b64encode(forged.encode()).decode()})
    assert answer.status_code == 401
    assert not SocialAccount.objects.exists()


def test_an_answer_is_taken_once_and_in_the_browser_that_asked_alone(saml: str, visitor: Browser, identity: Identity, server: str) -> None:
    known(identity, ada={"sub": "7", **VERIFIED})
    page = visitor.saml("ada")
    stranger = Browser(server)
    assert "You were not signed in" in stranger.submit(page).text
    assert visitor.submit(page).url.path == "/desk/"
    assert "You were not signed in" in visitor.submit(page).text
    assert "metadata" in visitor.http.get(saml.replace("acs", "metadata")).text


def test_the_content_policy_lets_the_form_go_to_the_provider_and_nowhere_else() -> None:
    told = {"slug": "a", "name": "A", "kind": "saml", "issuer": "urn:x", "sso_url": "https://id.example/sso", "certificate_file": "c"}
    app = IdentityApp(IdentityProvider.model_validate({**told, "origins": ["https://adfs.example/x"]}), "a-1")
    assert origins([app]) == ["https://adfs.example", "https://id.example"]


# wrong settings

OPENID = {"kind": "openid", "slug": "city", "name": "x", "issuer": "https://id.example", "client_id": "rostra", "secret_file": "s"}
SAML = {"kind": "saml", "slug": "city", "name": "x", "issuer": "urn:x", "sso_url": "https://id.example", "certificate_file": "c"}


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ([OPENID | {"issuer": "http://id.example"}], "no https:// address"),
        ([OPENID | {"client_id": ""}], "needs client_id"),
        ([OPENID | {"secret": "x"}], "Extra inputs"),
        ([SAML | {"sso_url": "javascript:alert(1)"}], "no https:// address"),
    ],
)
def test_a_provider_that_cannot_be_is_refused_with_line_and_key(told: list[dict[str, str]], says: str, tmp_path: Path) -> None:
    example = (Path(config.__file__).with_name("example.toml")).read_text()
    lines = ["[[identity_provider]]", *(f'{name} = "{value}"' for name, value in told[0].items())]
    (tmp_path / "city.toml").write_text(example + "\n".join(["", *lines]))
    with pytest.raises(Misconfigured, match=says) as refused:
        load_profile(tmp_path / "city.toml")
    assert refused.value.id == "core.E004"


@pytest.mark.parametrize(
    ("told", "content", "code", "says"),
    [
        ([OPENID], None, "config.E008", "secret_file .* cannot be read: No such file"),
        ([OPENID], "", "config.E008", "is empty"),
        ([SAML], "no certificate", "config.E008", "no certificate in PEM"),
        ([OPENID, OPENID], "x", "config.E007", "two identity providers are called 'city'"),
    ],
)
def test_wrong_settings_are_found_at_the_start(
    told: list[dict[str, str]], content: str | None, code: str, says: str, settings: Settings, tmp_path: Path
) -> None:
    for name in ("s", "c"):
        if content is not None:
            (tmp_path / name).write_text(content)
    providers = [IdentityProvider.model_validate(each) for each in told]
    with pytest.raises(Misconfigured, match=says) as refused:
        identity_apps(settings.PROFILE.model_copy(update={"identity_provider": providers}), tmp_path)
    assert (refused.value.id, bool(refused.value.hint)) == (code, True)


def test_a_role_that_does_not_exist_is_found_at_the_start(settings: Settings) -> None:
    with pytest.raises(Misconfigured, match="'mayor' is no role") as refused:
        require_known_roles(settings.PROFILE.model_copy(update={"sign_in": SignIn(password_alone=["mayor"])}))
    assert refused.value.id == "people.E002"


def test_a_provider_s_secret_stands_in_no_repr(settings: Settings, tmp_path: Path) -> None:
    use(settings, tmp_path, kind="openid", issuer="https://id.example", client_id="rostra", secret_file="idp-secret")
    assert SECRET not in repr(settings.IDENTITY_APPS)
