"""Rules are proposed, shadowed, approved and retired in that order, by who may, with what was found kept beside."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from carecon.desk.explaining import explain_case
from carecon.desk.hub import Hub
from carecon.desk.people import AtDesk, Role
from carecon.desk.ruleset_states import State, approval_words, change_state, propose, state_changes
from carecon.errors import BadInput, Conflict, NotFound, NotPermitted
from carecon.record.entry import Actor
from carecon.rules.governing.kept import Kept, read_kept
from carecon.rules.governing.sources import with_packs
from carecon.rules.ruleset import load_ruleset
from tests.desk.test_shadowing import hip_rules, signed, without

__all__ = ["signed"]

REASON = "Reviewed by the governance group."
PACK = "red_flags_brain_and_injury.toml"


@pytest.fixture
def lead() -> AtDesk:
    return AtDesk(Actor("pmoon", "devon-hub"), "P Moon", Role.SUPERVISOR)


@pytest.fixture
def administrator() -> AtDesk:
    return AtDesk(Actor("slake", "devon-hub"), "S Lake", Role.ADMINISTRATOR)


@pytest.fixture
def nothing_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the check, which takes half a minute, found nothing."""
    monkeypatch.setattr("carecon.rules.governing.checking.check", lambda *_, **__: iter([{"at": "structure"}]))


@pytest.fixture
def new(nothing_found: None, monkeypatch: pytest.MonkeyPatch) -> Kept:
    """The shipped rules, as if two tests were all that they carry."""
    monkeypatch.setattr("carecon.rules.governing.checking.run_all_tests", lambda _: iter([{"passed": True}] * 2))
    return read_kept(load_ruleset("devon").text)


def step(hub: Hub, who: AtDesk, kept: Kept, state: State, *, despite_softening: bool = False) -> None:
    change_state(hub, who, kept, state, REASON, logic=False, despite_softening=despite_softening)


def test_rules_are_proposed_shadowed_approved_and_retired(
    hub: Hub, lead: AtDesk, administrator: AtDesk, new: Kept
) -> None:
    proposed = propose(hub, administrator, new, REASON)
    assert (proposed.state, proposed.by, proposed.title) == ("draft", "S Lake, administrator", hub.ruleset.title)
    assert proposed.figures == {"tests": 2, "tests_failed": 0}
    step(hub, lead, new, "shadow")
    step(hub, lead, new, "approved")
    step(hub, lead, new, "retired")

    with hub.store.read() as reading:
        changes = state_changes(reading, new.hash)
        assert [each.state for each in changes] == ["draft", "shadow", "approved", "retired"]
        assert changes[2].figures == {
            "tests": 2,
            "tests_failed": 0,
            "findings": 0,
            "allowed": 0,
            "replayed": 0,
            "changed": 0,
            "softened": 0,
        }
        assert reading.ruleset_text(new.hash) == new.text
        assert approval_words(reading, new.hash)[2].startswith("approved 16-Jan-2024 by P Moon, supervisor: Reviewed")
    assert hub.store.verify() == ()


@pytest.mark.parametrize("state", ["shadow", "approved", "retired"])
def test_what_was_never_proposed_goes_nowhere(hub: Hub, lead: AtDesk, new: Kept, state: State) -> None:
    with pytest.raises(NotFound, match="never proposed"):
        step(hub, lead, new, state)


def test_no_step_is_left_out_or_taken_twice(hub: Hub, lead: AtDesk, administrator: AtDesk, new: Kept) -> None:
    propose(hub, administrator, new, REASON)
    with pytest.raises(Conflict, match="only shadow can become approved"):
        step(hub, lead, new, "approved")
    with pytest.raises(Conflict, match="proposed before"):
        propose(hub, administrator, new, REASON)
    step(hub, lead, new, "retired")
    with pytest.raises(Conflict, match="only draft can become shadow"):
        step(hub, lead, new, "shadow")


def test_only_a_supervisor_who_has_not_proposed_them_approves_rules(
    hub: Hub, lead: AtDesk, administrator: AtDesk, clinician: AtDesk, new: Kept
) -> None:
    with pytest.raises(NotPermitted, match="Ask a supervisor or administrator"):
        propose(hub, clinician, new, REASON)
    propose(hub, lead, new, REASON)
    step(hub, administrator, new, "shadow")
    with pytest.raises(NotPermitted, match="Ask a supervisor"):
        step(hub, administrator, new, "approved")
    with pytest.raises(NotPermitted, match="somebody else"):
        step(hub, lead, new, "approved")
    step(hub, AtDesk(Actor("rvale", "devon-hub"), "R Vale", Role.SUPERVISOR), new, "approved")


def test_rules_whose_tests_fail_are_not_even_shadowed(
    hub: Hub, lead: AtDesk, nothing_found: None, tmp_path: Path
) -> None:
    text = (files("carecon.rules") / "packs" / PACK).read_text(encoding="utf-8")
    (tmp_path / PACK).write_text(text.replace("expect = true", "expect = false", 1), encoding="utf-8")
    broken = with_packs(tmp_path, "devon")
    assert propose(hub, lead, broken, REASON).figures["tests_failed"] == 1
    with pytest.raises(Conflict, match="1 of its tests fail"):
        step(hub, lead, broken, "shadow")


def test_rules_in_which_the_check_finds_something_are_not_shadowed(
    hub: Hub, lead: AtDesk, new: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    propose(hub, lead, new, REASON)
    found = {"finding": {"check": "gap", "where": "fall", "message": "Nothing is recommended."}}
    monkeypatch.setattr("carecon.rules.governing.checking.check", lambda *_, **__: iter([found]))
    with pytest.raises(Conflict, match="1 findings of the check"):
        step(hub, lead, new, "shadow")


def test_rules_that_soften_a_danger_sign_are_approved_only_on_purpose(
    hub: Hub, lead: AtDesk, administrator: AtDesk, signed: list[str], tmp_path: Path, new: Kept
) -> None:
    softer = with_packs(without(tmp_path, *hip_rules(hub.ruleset)), "devon")
    propose(hub, administrator, softer, REASON)
    step(hub, lead, softer, "shadow")
    with pytest.raises(Conflict, match="1 signed cases have a danger sign that softens"):
        step(hub, lead, softer, "approved")
    step(hub, lead, softer, "approved", despite_softening=True)
    with hub.store.read() as reading:
        assert state_changes(reading, softer.hash)[-1].figures["softened"] == 1


def test_a_reason_is_needed(hub: Hub, lead: AtDesk, new: Kept) -> None:
    with pytest.raises(BadInput, match="say why"):
        propose(hub, lead, new, "because")


def test_who_approved_the_rules_stands_beside_an_explanation(
    hub: Hub, lead: AtDesk, clinician: AtDesk, new: Kept, signed: list[str]
) -> None:
    assert explain_case(hub, clinician, signed[0]).approval == ("no approval is recorded",)
    propose(hub, lead, new, REASON)
    assert explain_case(hub, clinician, signed[0]).approval[0].startswith("draft 16-Jan-2024 by P Moon")
