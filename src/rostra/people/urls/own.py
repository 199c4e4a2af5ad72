"""The way to one's own pages for people without a sign-in, below ``me``."""

from django.urls import URLPattern, path

from rostra.people.views import guests

urlpatterns: list[URLPattern] = [
    path("", guests.code, name="own"),
    path("/send", guests.send, name="own_send"),
    path("/looks", guests.looks, name="own_looks"),
    path("/leave", guests.leave, name="own_leave"),
    path("/with/<str:token>", guests.link, name="own_link"),
]
