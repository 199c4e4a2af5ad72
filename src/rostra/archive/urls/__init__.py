"""The addresses of what people hand over: below ``desk/`` with a sign-in, below ``me/`` with an invitation."""

from django.urls import URLPattern, path

from rostra.archive.views import forwarded

app_name = "forwarded"
urlpatterns: list[URLPattern] = [
    path("desk/forward", forwarded.forward, name="forward"),
    path("me/forward", forwarded.invited_forward, name="invited-forward"),
    path("desk/forwarded", forwarded.forwarded, name="list"),
    path("desk/forwarded/<int:number>", forwarded.item, name="item"),
    path("desk/forwarded/<int:number>/<int:ordinal>", forwarded.file, name="file"),
]
