"""The roster's pages, below ``desk/roster``; and SCIM, below ``scim/v2``."""

from django.urls import URLPattern, path, re_path

from rostra.people.views import imports, invitations, offices, providers, roster, scim

app_name = "roster"
urlpatterns: list[URLPattern] = [
    path("", roster.roster, name="roster"),
    path("/add", roster.add, name="add"),
    path("/import", imports.upload, name="import"),
    path("/import/<int:import_id>", imports.difference, name="difference"),
    path("/import/<int:import_id>/again", imports.again, name="again"),
    path("/import/<int:import_id>/drop", imports.drop, name="drop"),
    path("/person/<slug:slug>", roster.person, name="person"),
    path("/person/<slug:slug>/address", roster.address, name="address"),
    path("/person/<slug:slug>/appoint", roster.appoint, name="appoint"),
    path("/person/<slug:slug>/invite", invitations.invite, name="invite"),
    path("/invitation/<int:invitation_id>/end", invitations.end, name="invitation-end"),
    path("/appointment/<int:appointment_id>/end", roster.end, name="end"),
    path("/units", offices.units, name="units"),
    path("/units/add", offices.add, name="unit-add"),
    path("/unit/<slug:slug>", offices.unit, name="unit"),
    path("/unit/<slug:slug>/change", offices.change, name="unit-change"),
    path("/position/<slug:slug>", offices.position, name="position"),
    path("/position/<slug:slug>/head", offices.head, name="head"),
    path("/position/<slug:slug>/attributes", offices.attributes, name="attributes"),
    path("/position/<slug:slug>/attribute", offices.set_attribute, name="attribute"),
    path("/attribute/<int:attribute_id>/end", offices.end_attribute, name="attribute-end"),
    path("/providers", providers.providers, name="providers"),
    path("/providers/token", providers.token, name="token"),
    path("/providers/token/<slug:name>/end", providers.end_token, name="token-end"),
    path("/providers/leaving", providers.leaving, name="leaving"),
]

provisioning: list[URLPattern] = [
    re_path(r"^(Me|Bulk|(.*/)?\.search)$", scim.not_offered, name="not-offered"),
    path("Users", scim.users, name="users"),
    path("Users/<str:key>", scim.user, name="user"),
    path("Groups", scim.groups, name="groups"),
    path("Groups/<str:slug>", scim.group, name="group"),
    path("ServiceProviderConfig", scim.config, name="config"),
    path("Schemas", scim.schemas, name="schemas"),
    path("Schemas/<str:name>", scim.schemas, name="schema"),
    path("ResourceTypes", scim.resource_types, name="resource-types"),
    path("ResourceTypes/<str:name>", scim.resource_types, name="resource-type"),
    re_path("^.*$", scim.nothing, name="nothing"),
]
