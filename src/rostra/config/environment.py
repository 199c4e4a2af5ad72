"""Settings that come from the environment. Each is documented in docs/reference/settings.md; a test holds the two together."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from rostra.core.errors import Misconfigured

NAMES = {
    "ROSTRA_DATA": "directory of everything that is kept: database, segments, media, keys, log (default ./var)",
    "ROSTRA_CITY": "the city's profile (default city.toml in the data directory)",
    "ROSTRA_DATABASE": "postgresql://user:password@host:port/name (default: SQLite in the data directory)",
    "ROSTRA_HOSTS": "host names that the server answers to, separated by commas (default 127.0.0.1,localhost)",
    "ROSTRA_URL": "the public address, as it stands in feeds and citations (default http://127.0.0.1:PORT)",
    "ROSTRA_HEAD": "file that holds the log's last head; best on another volume (default log-head in the data directory)",
    "ROSTRA_DEBUG": "1 shows errors in the browser; never in public (default 0)",
    "ROSTRA_MAIL": "smtp://user:password@host:port, or smtps:// (default: none, mail waits); ?starttls=1 asks for encryption",
    "ROSTRA_MAIL_FROM": "address that mail comes from (default: the contact address of the city's profile)",
    "ROSTRA_SCANNER": "clamd, which scans files that are handed over: unix:///run/clamav/clamd.ctl or tcp://host:3310 (default: none)",
    "PORT": "port of the web server (default 8000)",
}
SQLITE = "rostra.sqlite3"


def data_directory() -> Path:
    """The directory of everything that is kept, absolute."""
    return Path(os.environ.get("ROSTRA_DATA", "var")).expanduser().resolve()


def city_file() -> Path:
    """The city's profile."""
    return Path(os.environ.get("ROSTRA_CITY") or data_directory() / "city.toml").expanduser()


def languages_folder() -> Path:
    """Translations of the city's own, beside its profile."""
    return city_file().parent / "languages"


def head_file() -> Path:
    """The file with the log's last head."""
    return Path(os.environ.get("ROSTRA_HEAD") or data_directory() / "log-head").expanduser()


def port() -> int:
    """The web server's port. Raises Misconfigured."""
    text = os.environ.get("PORT", "8000")
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise Misconfigured(f"PORT is {text!r}", id="config.E002", hint="a whole number from 1 to 65535")
    return int(text)


def debug() -> bool:
    """Whether errors are shown in the browser."""
    return os.environ.get("ROSTRA_DEBUG", "0") == "1"


def hosts() -> list[str]:
    """Host names that the server answers to."""
    return [name.strip() for name in os.environ.get("ROSTRA_HOSTS", "127.0.0.1,localhost").split(",") if name.strip()]


def public_url() -> str:
    """The public address, without a slash at its end."""
    return (os.environ.get("ROSTRA_URL") or f"http://127.0.0.1:{port()}").rstrip("/")


def check_founded() -> None:
    """Raises Misconfigured where nothing was made yet: a command would leave an empty database behind, and say that all is well."""
    if not (os.environ.get("ROSTRA_DATABASE") or (data_directory() / SQLITE).is_file()):
        hint = "ROSTRA_DATA names the data directory; 'rostra demo' or 'rostra prepare' makes a new one"
        raise Misconfigured(f"there is no archive in {data_directory()}", id="config.E005", hint=hint)


def secret_key() -> str:
    """The key that signs sessions: kept in the data directory, made at the first start. Never logged."""
    return _kept("secret-key")


def factor_key() -> str:
    """The key under which the secrets of second factors lie in the database. Never logged."""
    return _kept("keys/factor-key")


def _kept(name: str) -> str:
    path = data_directory() / name
    if path.exists():
        return path.read_text(encoding="ascii").strip()
    return secrets.token_urlsafe(48)  # nothing is kept yet, so nothing needs to outlive this process


def database() -> dict[str, Any]:
    """Django's description of the database. Raises Misconfigured."""
    url = os.environ.get("ROSTRA_DATABASE", "")
    return _postgres(url) if url else _sqlite(data_directory() / SQLITE)


def _postgres(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise Misconfigured(
            "ROSTRA_DATABASE is not the address of a PostgreSQL database",
            id="config.E003",
            hint="postgresql://user:password@host:5432/name",
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.strip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or "").replace("%2F", "/"),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": "-c jit=off -c random_page_cost=1.1"},
    }


def _sqlite(path: Path) -> dict[str, Any]:
    """WAL with full durability; every transaction takes the write lock at once, so that none fails half-way."""
    pragmas = "journal_mode=WAL;synchronous=FULL;cache_size=-131072;temp_store=MEMORY;wal_autocheckpoint=4000;secure_delete=ON"
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 30,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA page_size=8192;" + "".join(f"PRAGMA {pragma};" for pragma in pragmas.split(";")),
        },
        "TEST": {"NAME": path.with_name("test.sqlite3")},
    }


def mail() -> dict[str, Any]:
    """Django's settings of the mail server; host "" where none is set. Raises Misconfigured."""
    parts = urlsplit(os.environ.get("ROSTRA_MAIL", ""))
    if parts.scheme not in {"", "smtp", "smtps"} or (parts.scheme and not parts.hostname):
        raise Misconfigured(
            "ROSTRA_MAIL is not the address of a mail server", id="config.E006", hint="smtp://user:password@host:587?starttls=1"
        )
    return {
        "EMAIL_HOST": parts.hostname or "",
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.query == "starttls=1",
        "EMAIL_TIMEOUT": 30,
    }


def mail_from() -> str:
    """The address that mail comes from; "" for the city's own."""
    return os.environ.get("ROSTRA_MAIL_FROM", "")


def scanner() -> str:
    """The address of the virus scanner, "" for none. Raises Misconfigured."""
    text = os.environ.get("ROSTRA_SCANNER", "")
    parts = urlsplit(text)
    if text and not ((parts.scheme == "unix" and parts.path.startswith("/")) or (parts.scheme == "tcp" and parts.hostname)):
        raise Misconfigured(
            "ROSTRA_SCANNER is not the address of clamd", id="config.E009", hint="unix:///run/clamav/clamd.ctl or tcp://127.0.0.1:3310"
        )
    return text
