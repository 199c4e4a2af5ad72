"""Where people without a sign-in appeal."""

from django.urls import URLPattern, path

from rostra.moderation.views import appealing

app_name = "appeal"
urlpatterns: list[URLPattern] = [
    path("appeal", appealing.enter, name="enter"),
    path("appeal/<str:code>", appealing.appeal, name="appeal"),
]
