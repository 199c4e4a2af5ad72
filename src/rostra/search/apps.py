"""Django's name for this app."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """The index that follows the archive: the query language, facets, two engines behind one interface."""

    name = "rostra.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"
