"""Settings of the tests: the product's own, on a data directory that goes away, with a fast password hash."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_data = Path(tempfile.mkdtemp(prefix="rostra-test-"))
(_data / "rostra.sqlite3").touch()  # the tests have their database elsewhere; a command looks whether there is one
atexit.register(shutil.rmtree, _data, ignore_errors=True)
os.environ["ROSTRA_DATA"] = str(_data)
os.environ.pop("ROSTRA_CITY", None)
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's driver keeps an event loop in the test's thread
os.environ.setdefault("ROSTRA_TEST_SHARED", str(_data / "shared"))  # the first process's: the others inherit its environment
os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(_data / "hypothesis"))

from rostra.config.settings import *  # noqa: E402, F403
from rostra.core.profile import DisplayTerms, SignIn  # noqa: E402
from rostra.people.states import Role  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["*"]
AXES_ENABLED = False
ACCOUNT_RATE_LIMITS = False
# Most tests are about something else: here a password alone opens the desk. tests/people/test_sign_in.py asks for what cities ask for.
# Replies and names are shown: what is not shown by default is asked for in tests/portal/test_display.py.
PROFILE = PROFILE.model_copy(  # noqa: F405
    update={
        "sign_in": SignIn(password_alone=[role.value for role in Role]),
        "display": DisplayTerms(replies=True, mask_handles=False),
    }
)
