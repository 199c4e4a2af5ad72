"""Django's settings, composed from the environment and the city's profile."""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONE, SELF

from rostra.cases.states.classes import require_known_words
from rostra.config import environment
from rostra.config.identity import identity_apps, origins, require_known_roles
from rostra.config.platform_apps import platform_apps, require_tellers
from rostra.config.sqlite import use_fixed_sqlite
from rostra.core.profile import load_profile
from rostra.people.states.matrix import require_sound

use_fixed_sqlite()

ROSTRA_DATA = environment.data_directory()
ROSTRA_URL = environment.public_url()
ROSTRA_HEAD_FILE = environment.head_file()
PROFILE = (
    load_profile(environment.city_file()) if environment.city_file().exists() else load_profile(Path(__file__).with_name("example.toml"))
)
require_sound(PROFILE.permissions)
require_known_words(rule.model_dump(by_alias=True) for rule in PROFILE.cases.rule)
require_known_roles(PROFILE)
IDENTITY_APPS = identity_apps(PROFILE, ROSTRA_DATA)
PLATFORM_APPS = platform_apps(PROFILE, ROSTRA_DATA)
require_tellers(PROFILE, PLATFORM_APPS)

DEBUG = environment.debug()
SECRET_KEY = environment.secret_key()
FACTOR_KEY = environment.factor_key()
ALLOWED_HOSTS = environment.hosts()
DATABASES = {"default": environment.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.User"
ROOT_URLCONF = "rostra.config.urls"
WSGI_APPLICATION = "rostra.config.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "axes",
    "rostra.core",
    "rostra.people",  # before allauth: its templates take the place of allauth's
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.saml",
    "allauth.usersessions",
    "rostra.policy",
    "rostra.accounts",
    "rostra.archive",
    "rostra.capture",
    "rostra.moderation",
    "rostra.retention",
    "rostra.cases",
    "rostra.search",
    "rostra.portal",
    "rostra.desk",
    "rostra.api",
    "rostra.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "rostra.core.query_strings.WithoutControls",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "rostra.people.views.terms.SessionTerms",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "rostra.portal.views.methods.SaysWhyNothingWasDone",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "rostra.desk.views.shell.shell",
            ],
        },
    }
]
FORM_RENDERER = "rostra.core.rendering.UswdsRenderer"

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "rostra.people.views.adapters.typed_address"
AXES_LOCKOUT_TEMPLATE = "desk/locked-out.html"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:work"
LOGOUT_REDIRECT_URL = "portal:home"
SESSION_COOKIE_AGE = PROFILE.sign_in.absolute_hours * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

ACCOUNT_ADAPTER = "rostra.people.views.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # nobody signs up: the adapter and the addresses say so
ACCOUNT_EMAIL_VERIFICATION = "none"  # addresses are entered by an administrator
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {"login": "rostra.people.forms.SignInForm"}
ACCOUNT_RATE_LIMITS = {  # beside django-axes, which counts passwords
    "login": "30/m/ip",
    "login_failed": "10/5m/key",  # codes of a second factor
    "reauthenticate": "10/m/user",
    "invited": "10/m/ip",  # printed codes
}
INVITED_HOME = "invited:mine"  # where people without a sign-in are led to
SOCIALACCOUNT_ADAPTER = "rostra.people.views.adapters.IdentityAdapter"
SOCIALACCOUNT_QUERY_EMAIL = True
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
MFA_ADAPTER = "rostra.people.views.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # 30 seconds before and after: clocks of telephones differ

_public_https = ROSTRA_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _public_https
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _public_https  # a browser itself allows that on the same machine alone
SECURE_HSTS_SECONDS = 31_536_000 if _public_https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _public_https else None
SECURE_REFERRER_POLICY = "same-origin"
CSRF_TRUSTED_ORIGINS = [ROSTRA_URL]
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "frame-ancestors": [NONE],
        "form-action": [SELF, *origins(IDENTITY_APPS)],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

_mail = environment.mail()
EMAIL_HOST, EMAIL_PORT, EMAIL_TIMEOUT = _mail["EMAIL_HOST"], _mail["EMAIL_PORT"], _mail["EMAIL_TIMEOUT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"], _mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_SSL, EMAIL_USE_TLS = _mail["EMAIL_USE_SSL"], _mail["EMAIL_USE_TLS"]
DEFAULT_FROM_EMAIL = environment.mail_from() or PROFILE.contact.email

SCANNER = environment.scanner()

LANGUAGE_CODE = PROFILE.city.languages[0]
LANGUAGES_FOLDER = environment.languages_folder()
TIME_ZONE = PROFILE.city.zone
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = ROSTRA_DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_ROOT = ROSTRA_DATA / "media"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {"httpx": {"level": "WARNING"}, "axes": {"level": "WARNING"}},
}
