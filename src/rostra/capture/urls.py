"""Where platforms call."""

from django.urls import URLPattern, path

from rostra.capture import views

app_name = "hooks"
urlpatterns: list[URLPattern] = [
    path("hooks/<slug:network>", views.hook, name="hook"),
    path("hooks/<slug:network>/<str:key>", views.hub, name="hub"),
]
