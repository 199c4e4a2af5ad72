"""The pages of direct messages, below an account on the desk."""

from django.urls import URLPattern, path

from rostra.archive.views import messages

app_name = "messages"
_ONE = "account/<slug:slug>/messages/<int:record_id>"
urlpatterns: list[URLPattern] = [
    path("account/<slug:slug>/messages", messages.conversations, name="list"),
    path("account/<slug:slug>/messages.csv", messages.conversations_csv, name="list-csv"),
    path("account/<slug:slug>/messages.json", messages.conversations_json, name="list-json"),
    path(_ONE, messages.conversation, name="conversation"),
    path(f"{_ONE}.csv", messages.conversation_csv, name="conversation-csv"),
    path(f"{_ONE}.json", messages.conversation_json, name="conversation-json"),
    path(f"{_ONE}/party/<int:place>", messages.party, name="party"),
    path(f"{_ONE}/v/<int:number>/attachment/<int:ordinal>", messages.attachment, name="attachment"),
    path(f"{_ONE}/v/<int:number>.tlog-proof", messages.proof, name="proof"),
]
