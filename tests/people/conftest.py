"""The desk's users and its server, for the staff pages of this app; an identity provider."""

from tests.desk.conftest import browser_type_launch_args, server, staff
from tests.people.provisioning import http, scim, token

__all__ = ["browser_type_launch_args", "http", "scim", "server", "staff", "token"]
