"""Every address of the product, by front."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("desk/roster", include("rostra.people.urls")),
    path("desk/", include("rostra.people.urls.auth")),
    path("desk/", include("rostra.desk.urls")),
    path("", include("rostra.api.urls")),
    path("", include("rostra.portal.urls")),
]
