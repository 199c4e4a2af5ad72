"""The desk's users and its server, for the staff pages of this app; an identity provider."""

from tests.desk.conftest import server, staff
from tests.people.provisioning import http, scim, token

__all__ = ["http", "scim", "server", "staff", "token"]
