"""The addresses of the staff's pages on policies."""

from django.urls import URLPattern, path

from rostra.policy.views import documents, versions, writing

app_name = "policy"
urlpatterns: list[URLPattern] = [
    path("policy", documents.documents, name="documents"),
    path("policy/add", documents.add, name="add"),
    path("policy/text/<slug:slug>", documents.document, name="document"),
    path("policy/text/<slug:slug>/reviewed", documents.confirm, name="confirm"),
    path("policy/text/<slug:slug>/new", writing.new, name="new"),
    path("policy/text/<slug:slug>/comment/<int:comment_id>", versions.resolve, name="resolve"),
    path("policy/text/<slug:slug>/<int:number>", versions.version, name="version"),
    path("policy/text/<slug:slug>/<int:number>/edit", writing.edit, name="edit"),
    path("policy/text/<slug:slug>/<int:number>/saved/<int:revision>", writing.revision, name="revision"),
    path("policy/text/<slug:slug>/<int:number>/cleared", versions.clear, name="clear"),
    path("policy/text/<slug:slug>/<int:number>/put-off", versions.put_off, name="put-off"),
    path("policy/text/<slug:slug>/<int:number>/since/<int:since>", versions.changes, name="changes"),
    path("policy/text/<slug:slug>/<int:number>/comment/<slug:key>", versions.comment, name="comment"),
    path("policy/text/<slug:slug>/<int:number>/step/<slug:name>", versions.move, name="move"),
]
