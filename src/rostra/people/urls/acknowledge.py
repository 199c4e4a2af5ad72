"""The way in for people who only acknowledge, below ``acknowledge``."""

from django.urls import URLPattern, path

from rostra.people.views import guests

urlpatterns: list[URLPattern] = [
    path("", guests.code, name="acknowledge"),
    path("/me", guests.home, name="acknowledge_home"),
    path("/looks", guests.looks, name="acknowledge_looks"),
    path("/leave", guests.leave, name="acknowledge_leave"),
    path("/with/<str:token>", guests.link, name="acknowledge_link"),
]
