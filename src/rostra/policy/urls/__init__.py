"""The addresses of the staff's pages on texts; ``asking`` and ``invited`` hold those of campaigns, training and answers."""

from rostra.policy.urls.texts import app_name, urlpatterns

__all__ = ["app_name", "urlpatterns"]
