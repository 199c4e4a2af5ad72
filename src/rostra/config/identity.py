"""The identity providers of the city's profile, with their secrets: read from files at the start, kept in memory, in no table."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509

from rostra.core.errors import Misconfigured
from rostra.core.profile import IdentityProvider, Profile
from rostra.people.states import WITHOUT_GRANT, Role


@dataclass(frozen=True, slots=True)
class IdentityApp:
    """One provider, ready for use. Its secret stands in no repr."""

    told: IdentityProvider
    key: str  # by which links of persons know the provider: its slug and its issuer, so that another issuer inherits no link
    secret: str = field(default="", repr=False)
    certificate: str = field(default="", repr=False)


def identity_apps(profile: Profile, data: Path) -> list[IdentityApp]:
    """The providers of the profile. Raises Misconfigured for two of one slug, or for a file that cannot be used."""
    slugs = [told.slug for told in profile.identity_provider]
    if twice := {slug for slug in slugs if slugs.count(slug) > 1}:
        hint = "each [[identity_provider]] has a slug of its own"
        raise Misconfigured(f"two identity providers are called {min(twice)!r}", id="config.E007", hint=hint)
    return [_app(told, data) for told in profile.identity_provider]


def _app(told: IdentityProvider, data: Path) -> IdentityApp:
    key = f"{told.slug}-{hashlib.sha256(told.issuer.encode()).hexdigest()[:8]}"
    if told.kind == "openid":
        return IdentityApp(told, key, secret=_content(told, "secret_file", data))
    return IdentityApp(told, key, certificate=_certificate(told, data))


def _content(told: IdentityProvider, name: str, data: Path) -> str:
    path: Path = data / getattr(told, name)
    try:
        text: str = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no ASCII text"
        raise _unusable(told, f"{name} {path} cannot be read: {reason}") from None
    if not text:
        raise _unusable(told, f"{name} {path} is empty")
    return text


def _certificate(told: IdentityProvider, data: Path) -> str:
    text = _content(told, "certificate_file", data)
    try:
        x509.load_pem_x509_certificate(text.encode())
    except ValueError:
        raise _unusable(told, f"certificate_file {data / told.certificate_file} holds no certificate in PEM") from None
    return text


def _unusable(told: IdentityProvider, what: str) -> Misconfigured:
    hint = "docs/how-to/sign-in.md tells what each kind of provider needs"
    return Misconfigured(f"identity provider {told.slug!r}: {what}", id="config.E008", hint=hint)


def origins(apps: Iterable[IdentityApp]) -> list[str]:
    """Where the browser is sent to sign in: what ``form-action`` of the content policy has to allow."""
    addresses = [address for app in apps for address in (app.told.issuer, app.told.sso_url, *map(str, app.told.origins))]
    parts = [urlsplit(address) for address in addresses if address.startswith("http")]
    return sorted({f"{part.scheme}://{part.netloc}" for part in parts})


def require_known_roles(profile: Profile) -> None:
    """Nothing when ``[sign_in] password_alone`` names roles. Raises Misconfigured."""
    if unknown := set(profile.sign_in.password_alone) - {*Role, *WITHOUT_GRANT}:
        hint = f"sign_in.password_alone names roles: {', '.join((*Role, *WITHOUT_GRANT))}"
        raise Misconfigured(f"the city's profile, sign_in.password_alone: {min(unknown)!r} is no role", id="people.E002", hint=hint)
