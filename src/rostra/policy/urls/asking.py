"""The staff's pages on campaigns and training, and everybody's own, below ``desk/``."""

from django.urls import URLPattern, path

from rostra.policy.views import campaigns, invited, mine, people, training

app_name = "asking"
urlpatterns: list[URLPattern] = [
    path("my-acknowledgements", mine.mine, name="mine"),
    path("my-acknowledgements/<int:campaign_id>", mine.answer, name="answer"),
    path("acknowledgements", campaigns.campaigns, name="campaigns"),
    path("acknowledgements/add", campaigns.add, name="add"),
    path("acknowledgements/kiosk", invited.open_kiosk, name="open-kiosk"),
    path("acknowledgements/<int:campaign_id>", campaigns.campaign, name="campaign"),
    path("acknowledgements/<int:campaign_id>.json", people.figures, {"kind": "json"}, name="figures-json"),
    path("acknowledgements/<int:campaign_id>.csv", people.figures, {"kind": "csv"}, name="figures-csv"),
    path("acknowledgements/<int:campaign_id>/edit", campaigns.edit, name="edit"),
    path("acknowledgements/<int:campaign_id>/step/<slug:name>", campaigns.step, name="step"),
    path("acknowledgements/<int:campaign_id>/people", people.people, name="people"),
    path("acknowledgements/<int:campaign_id>/people.csv", people.people, {"kind": "csv"}, name="people-csv"),
    path("acknowledgements/<int:campaign_id>/person/<slug:slug>", people.person, name="person"),
    path("acknowledgements/<int:campaign_id>/sheet", people.sheet, name="sheet"),
    path("acknowledgements/<int:campaign_id>/letters", people.letters, name="letters"),
    path("acknowledgements/<int:campaign_id>/paper", people.paper, name="paper"),
    path("training", training.modules, name="modules"),
    path("training/add", training.add, name="add-module"),
    path("training/module/<slug:slug>", training.module, name="module"),
    path("training/module/<slug:slug>/completed", training.complete, name="complete"),
    path("training/module/<slug:slug>/end", training.end, name="end-module"),
]
