"""Django's name for this app."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in

from rostra.people.views.marks import begin


class PeopleConfig(AppConfig):
    """Units, positions, persons, sign-in."""

    name = "rostra.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Every session knows when it began, however it came about."""
        user_logged_in.connect(begin, dispatch_uid="rostra.people.begin")
