"""The addresses of this front."""

from django.urls import URLPattern, path

from rostra.desk.views import accounts, audit, capture, connection, lists, moves, people, register, settings, undoing, work

app_name = "desk"
urlpatterns: list[URLPattern] = [
    path("", work.work, name="work"),
    path("accounts", accounts.accounts, name="accounts"),
    path("accounts/register", register.register, name="register"),
    path("accounts/register/confirm", register.confirm, name="register-confirm"),
    path("account/<slug:slug>", accounts.account, name="account"),
    path("account/<slug:slug>/custodian", accounts.custodian, name="custodian"),
    path("account/<slug:slug>/retry", capture.retry, name="retry"),
    path("account/<slug:slug>/follow", capture.follow, name="follow"),
    path("account/<slug:slug>/connection", connection.connection, name="connection"),
    path("account/<slug:slug>/connection/end", connection.end, name="connection-end"),
    path("account/<slug:slug>/connection/ask", connection.ask_holder, name="connection-ask"),
    path("connected", connection.connected, name="connected"),
    path("account/<slug:slug>/lists", lists.lists, name="lists"),
    path("account/<slug:slug>/lists/<int:export_id>", lists.difference, name="list"),
    path("account/<slug:slug>/lists/<int:export_id>/drop", lists.drop, name="list-drop"),
    path("account/<slug:slug>/settings", settings.settings, name="settings"),
    path("account/<slug:slug>/settings/file/<int:number>", settings.file, name="settings-file"),
    path("account/<slug:slug>/move/<slug:name>", moves.move, name="move"),
    path("capture", capture.capture, name="capture"),
    path("capture/gap/<int:gap_id>", capture.note, name="gap"),
    path("restriction/<int:number>/undo", undoing.through_the_network, name="undo"),
    path("audit", audit.audit, name="audit"),
    path("audit.csv", audit.as_csv, name="audit-csv"),
    path("audit.json", audit.as_json, name="audit-json"),
    path("audit/chain", audit.chain, name="chain"),
    path("audit/access", audit.access, name="access"),
    path("audit/looks", audit.looks, name="looks"),
    path("people", people.people, name="people"),
    path("people/add", people.add, name="user-add"),
    path("people/<int:user_id>", people.user, name="user"),
    path("people/<int:user_id>/grant", people.grant, name="grant"),
    path("people/<int:user_id>/close", people.close, name="close"),
    path("people/<int:user_id>/reopen", people.reopen, name="reopen"),
    path("people/<int:user_id>/password", people.password, name="password"),
    path("people/<int:user_id>/sessions/end", people.end_sessions, name="end-sessions"),
    path("people/<int:user_id>/factors/reset", people.reset_factors, name="reset-factors"),
    path("people/identities/<int:link_id>/end", people.unlink, name="unlink"),
    path("people/grants/<int:grant_id>/end", people.end, name="end"),
]
