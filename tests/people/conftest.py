"""The desk's users and its server, for the staff pages of this app."""

from tests.desk.conftest import browser_type_launch_args, server, staff

__all__ = ["browser_type_launch_args", "server", "staff"]
