"""Django's name for this app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Complaints and incidents from intake to disposition and appeal; who may see what of them."""

    name = "rostra.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"
