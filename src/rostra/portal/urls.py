"""The addresses of this front."""

from django.urls import URLPattern

app_name = "portal"
urlpatterns: list[URLPattern] = []
