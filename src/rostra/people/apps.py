"""Django's name for this app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Units, positions, persons, sign-in."""

    name = "rostra.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
