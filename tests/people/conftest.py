"""The desk's users and its server, for the staff pages of this app."""

from tests.desk.conftest import server, staff

__all__ = ["server", "staff"]
