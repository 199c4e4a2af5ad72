"""Where people without a sign-in answer."""

from django.urls import URLPattern, path

from rostra.policy.views import commenting, invited, mine

app_name = "invited"
urlpatterns: list[URLPattern] = [
    path("acknowledge", invited.enter, name="enter"),
    path("acknowledge/kiosk", invited.kiosk, name="kiosk"),
    path("acknowledge/kiosk/answer", invited.kiosk_answer, name="kiosk-answer"),
    path("acknowledge/kiosk/still", invited.kiosk_still, name="kiosk-still"),
    path("acknowledge/kiosk/close", invited.close_kiosk, name="close-kiosk"),
    path("me/draft/<slug:slug>/<int:number>", commenting.draft, name="draft"),
    path("me/draft/<slug:slug>/<int:number>/comment/<slug:key>", commenting.comment, name="comment"),
    path("me/asked", mine.invited_mine, name="mine"),
    path("acknowledge/<str:code>", invited.answer, name="answer"),
]
