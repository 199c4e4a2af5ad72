"""Every address of the product, by front."""

from django.urls import URLPattern, URLResolver, include, path

from rostra.accounts.urls import own_requests
from rostra.people.urls import provisioning

urlpatterns: list[URLPattern | URLResolver] = [
    path("desk/roster", include("rostra.people.urls")),
    path("scim/v2/", include((provisioning, "scim"))),
    path("desk/", include("rostra.people.urls.auth")),
    path("me", include("rostra.people.urls.own")),
    path("me/", include((own_requests, "own-requests"))),
    path("desk/", include("rostra.accounts.urls")),
    path("desk/", include("rostra.moderation.urls")),
    path("desk/", include("rostra.retention.urls")),
    path("desk/", include("rostra.cases.urls")),
    path("desk/", include("rostra.archive.urls.classified")),
    path("desk/", include("rostra.archive.urls.breaches")),
    path("desk/", include("rostra.archive.urls.messages")),
    path("desk/", include("rostra.desk.urls")),
    path("desk/", include("rostra.policy.urls")),
    path("desk/", include("rostra.policy.urls.asking")),
    path("", include("rostra.policy.urls.invited")),
    path("", include("rostra.moderation.urls.public")),
    path("", include("rostra.archive.urls")),
    path("", include("rostra.capture.urls")),
    path("", include("rostra.api.urls")),
    path("", include("rostra.portal.urls")),
]
