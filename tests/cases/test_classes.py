"""Only what the law opens leaves a case, whoever asks, and however far it has come.

The expectations below are written from the law's text, not from the table: kind by kind, as a clerk would say it.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rostra.cases.states.classes import (
    CaseFacts,
    CaseField,
    DataClass,
    RespondentKind,
    Viewer,
    classify_case_field,
    delivered_rules,
    read_rules,
    require_known_words,
    sees,
)
from rostra.cases.states.life import CASE_LIFE, Arbitration, CaseState, Outcome, PublicStatus, public_status
from rostra.core.errors import Misconfigured

PERSONNEL = {RespondentKind.EMPLOYEE, RespondentKind.PUBLIC_OFFICIAL, RespondentKind.VOLUNTEER, RespondentKind.CONTRACTOR}
EXISTENCE = {CaseField.EXISTENCE, CaseField.STATUS}
DISPOSED = {CaseField.RESPONDENT, CaseField.CLAUSE, CaseField.DISPOSITION, CaseField.REASONS, CaseField.DOCUMENTS, CaseField.ARBITRATION}
NEVER = {CaseField.ADVICE, CaseField.NOTES, CaseField.PARTICIPANTS}
FROM_COMPLAINANT = {CaseField.COMPLAINANT, CaseField.STATEMENT, CaseField.MESSAGES}
AFTER_INVESTIGATION = {
    CaseState.NOT_SUSTAINED, CaseState.DISPOSITION_PENDING, CaseState.NO_DISCIPLINE, CaseState.DISCIPLINE_DECIDED, CaseState.GRIEVED,
    CaseState.ARBITRATION, CaseState.FINAL_DISPOSITION,
}  # fmt: skip
STANDS = {CaseState.CLOSED, CaseState.APPEALED}  # what was decided is known, and not taken back
ANY_FACTS = st.builds(
    CaseFacts, st.sampled_from(RespondentKind), st.sampled_from(CaseState), st.sampled_from(Outcome), st.sampled_from(Arbitration),
    st.booleans(), st.booleans(), st.booleans(), st.booleans(),
)  # fmt: skip


def public_of(facts: CaseFacts) -> set[CaseField]:
    """What the public may read, as section 13.43, 13.601 and 13.39 have it."""
    return EXISTENCE if facts.civil_action else EXISTENCE | opened(facts)


def opened(facts: CaseFacts) -> set[CaseField]:
    investigated = {Outcome.NOT_SUSTAINED, Outcome.NO_DISCIPLINE, Outcome.DISCIPLINE}
    completed = facts.left or facts.state in AFTER_INVESTIGATION or (facts.state in STANDS and facts.outcome in investigated)
    final = facts.state in {CaseState.FINAL_DISPOSITION, *STANDS} and facts.outcome is Outcome.DISCIPLINE
    stands = facts.arbitration not in {Arbitration.PENDING, Arbitration.REVERSED}
    told = DISPOSED if facts.respondent in PERSONNEL and final and stands else set()
    if completed and not facts.jeopardises:
        if facts.respondent is RespondentKind.PUBLIC_OFFICIAL:
            told = told | (set(CaseField) - NEVER - (FROM_COMPLAINANT if facts.sources else set()))
        if facts.respondent is RespondentKind.APPOINTEE:
            told = told | {CaseField.REPORT}
    return told


def seen_by(viewer: Viewer, facts: CaseFacts) -> set[CaseField]:
    rules = delivered_rules()
    return {part for part in CaseField if sees(viewer, part, classify_case_field(facts, part, rules))}


@given(ANY_FACTS)
def test_the_public_staff_without_the_case_auditors_and_the_administrator_get_what_the_law_opens_and_no_more(facts: CaseFacts) -> None:
    for viewer in (Viewer.PUBLIC, Viewer.UNASSIGNED, Viewer.AUDITOR, Viewer.ADMINISTRATOR):
        assert seen_by(viewer, facts) == public_of(facts), viewer


@given(ANY_FACTS)
def test_the_attorneys_section_is_the_attorneys_alone_and_who_was_added_sees_the_rest(facts: CaseFacts) -> None:
    assert seen_by(Viewer.ATTORNEY, facts) == set(CaseField)
    for viewer in (Viewer.ASSIGNED, Viewer.SAMPLING):
        assert seen_by(viewer, facts) == set(CaseField) - {CaseField.ADVICE}
    assert seen_by(Viewer.FACTS, facts) == public_of(facts) | {CaseField.EVIDENCE, CaseField.CLAUSE, CaseField.REMEDIES}


@given(ANY_FACTS)
def test_both_sides_see_what_is_private_about_them_and_nothing_confidential(facts: CaseFacts) -> None:
    public = public_of(facts)
    own = {CaseField.STATEMENT, CaseField.MESSAGES} if facts.civil_action else FROM_COMPLAINANT
    assert seen_by(Viewer.COMPLAINANT, facts) == public | own
    theirs = set() if facts.civil_action else set(CaseField) - FROM_COMPLAINANT - {CaseField.PARTICIPANTS, CaseField.ADVICE}
    assert seen_by(Viewer.RESPONDENT, facts) == public | theirs


@given(ANY_FACTS, st.sampled_from(CaseField))
def test_everything_not_public_names_its_basis(facts: CaseFacts, part: CaseField) -> None:
    assert classify_case_field(facts, part, delivered_rules()).basis.strip()


@pytest.mark.parametrize("kind", sorted(PERSONNEL - {RespondentKind.PUBLIC_OFFICIAL}))
@pytest.mark.parametrize("outcome", [Outcome.NOT_SUSTAINED, Outcome.NO_DISCIPLINE])
def test_a_file_without_discipline_stays_private_when_it_is_closed(kind: RespondentKind, outcome: Outcome) -> None:
    assert seen_by(Viewer.PUBLIC, CaseFacts(kind, CaseState.CLOSED, outcome)) == EXISTENCE


def test_discipline_opens_after_arbitration_and_closes_again_after_full_reversal() -> None:
    def public(state: CaseState, arbitration: Arbitration) -> set[CaseField]:
        return seen_by(Viewer.PUBLIC, CaseFacts(RespondentKind.EMPLOYEE, state, Outcome.DISCIPLINE, arbitration))

    for state in (CaseState.DISCIPLINE_DECIDED, CaseState.GRIEVED, CaseState.ARBITRATION):
        assert public(state, Arbitration.PENDING) == EXISTENCE
    assert public(CaseState.FINAL_DISPOSITION, Arbitration.MODIFIED) == EXISTENCE | DISPOSED
    assert public(CaseState.CLOSED, Arbitration.UPHELD) == EXISTENCE | DISPOSED
    assert public(CaseState.APPEALED, Arbitration.UPHELD) == EXISTENCE | DISPOSED, "final whatever proceeding follows (13.43 subd. 2(b))"
    assert public(CaseState.CLOSED, Arbitration.REVERSED) == EXISTENCE
    assert public(CaseState.APPEALED, Arbitration.REVERSED) == EXISTENCE
    assert public(CaseState.TRIAGED, Arbitration.NONE) == EXISTENCE  # reopened


def test_counsel_sets_what_is_not_settled_office_by_office_and_with_a_reason() -> None:
    row = {
        "class": "public", "respondents": ["elected"], "offices": ["mayor"], "fields": ["allegation", "report"],
        "basis": "Opinion of the city attorney, 2026-11: Minn. Stat. 13.03, subd. 1",
    }  # fmt: skip
    rules = (*read_rules([row]), *delivered_rules())
    mayor = CaseFacts(RespondentKind.ELECTED, CaseState.INVESTIGATING, office="mayor")
    member = CaseFacts(RespondentKind.ELECTED, CaseState.INVESTIGATING, office="council-ward-1")
    assert classify_case_field(mayor, CaseField.REPORT, rules).held_as is DataClass.PUBLIC
    assert classify_case_field(member, CaseField.REPORT, rules).held_as is DataClass.PRIVATE
    assert "counsel sets it" in classify_case_field(member, CaseField.REPORT, rules).basis
    assert classify_case_field(mayor, CaseField.ADVICE, rules).held_as is DataClass.PROTECTED


@pytest.mark.parametrize("field", ["class", "from", "fields", "respondents"])
def test_an_unknown_word_in_a_rule_is_refused(field: str) -> None:
    word = "open"
    row = {"class": "public", "basis": "x", field: [word] if field in {"fields", "respondents"} else word}
    with pytest.raises(ValueError, match=word):
        list(read_rules([row]))
    with pytest.raises(Misconfigured, match=r"\[\[cases.rule\]\] number 2: 'open'") as refused:
        require_known_words([{"class": "public", "basis": "x"}, row])
    assert refused.value.id == "cases.E001"
    assert "protected-nonpublic" in refused.value.hint


def test_the_public_word_for_a_state_judges_nobody() -> None:
    assert {public_status(state) for state in CaseState} == set(PublicStatus)
    after = {CASE_LIFE.target(name, CaseState.FINDINGS) for name in ("sustain", "not-sustain", "send-back")}
    assert {public_status(state) for state in after} == {PublicStatus.UNDER_REVIEW}
