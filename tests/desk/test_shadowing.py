"""Signed cases are advised again under other rules: what changes, why, and whether a danger sign softens."""

from __future__ import annotations

import re
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from carecon.clock import ManualClock
from carecon.desk.decisions import sign
from carecon.desk.drafts import DispositionDraft
from carecon.desk.hub import Hub
from carecon.desk.people import AtDesk, Role, system
from carecon.desk.shadowing import ShadowRun, shadow
from carecon.errors import BadInput, CareconError, NotPermitted
from carecon.record.entry import Actor
from carecon.record.signed import signed_pages
from carecon.rules.governing.kept import Kept
from carecon.rules.governing.sources import shipped, with_packs
from carecon.rules.ruleset import Ruleset
from tests.desk.cases import BROKEN_HIP, UNINJURED_FALL
from tests.desk.test_decisions import community_response, taken


@pytest.fixture
def signed(hub: Hub, clinician: AtDesk, clock: ManualClock) -> list[str]:
    """Two falls and a broken hip between them, signed an hour apart."""
    references = []
    for facts in (UNINJURED_FALL, BROKEN_HIP, UNINJURED_FALL):
        view = taken(hub, clinician, facts)
        emergency = DispositionDraft("emergency_ambulance", safety_net="Stay with her.")
        sign(hub, clinician, view.case_id, emergency if facts is BROKEN_HIP else community_response(hub))
        references.append(view.reference)
        clock.advance(timedelta(hours=1))
    return references


def replay(hub: Hub, new: Kept, processes: int = 2, **limits: Any) -> tuple[list[dict[str, Any]], ShadowRun]:
    run = ShadowRun()
    now = hub.clock.now()
    limits = {"since": now - timedelta(days=1), "until": now, **limits}
    return list(shadow(hub, system("shadow"), new, run=run, processes=processes, **limits)), run


def without(folder: Path, rules: tuple[str, ...], pack: str) -> Path:
    """A shipped pack, less some of its rules, as a file of its own."""
    text = (files("carecon.rules") / "packs" / pack).read_text(encoding="utf-8")
    tables = re.split(r"^(?=\[\[)", text, flags=re.MULTILINE)
    kept = [table for table in tables if not any(f'id = "{rule}"\n' in table for rule in rules)]
    assert len(kept) == len(tables) - len(rules)
    (folder / pack).write_text("".join(kept), encoding="utf-8")
    return folder / pack


def hip_rules(ruleset: Ruleset) -> tuple[tuple[str, ...], str]:
    """The rules that raise a broken hip, and the file of their pack."""
    rules = ruleset.flag_rules["hip_fracture"]
    file = next(pack.file for pack in ruleset.packs.packs if pack.id == rules[0].pack)
    return tuple(rule.id for rule in rules), file


def test_the_same_rules_come_to_the_same_outcomes(hub: Hub, signed: list[str]) -> None:
    cases, run = replay(hub, shipped("devon"))

    assert cases == []
    assert (run.replayed, run.changed, run.softened) == (3, 0, 0)
    assert run.outcomes == {("ucr_2h", "ucr_2h"): 2, ("emergency_ambulance", "emergency_ambulance"): 1}


def test_a_danger_sign_that_is_gone_softens_and_its_rule_is_named(hub: Hub, signed: list[str], tmp_path: Path) -> None:
    rules, pack = hip_rules(hub.ruleset)
    cases, run = replay(hub, with_packs(without(tmp_path, rules, pack), "devon"))

    (case,) = cases
    assert case["case"] == signed[1]
    assert set(case["rules"]) <= set(rules)
    assert case["rules"]
    assert case["how"] == "taken back"
    assert "hip_fracture" in case["softened"]
    assert case["direction"] == "less safe"
    assert (run.replayed, run.changed, run.softened) == (3, 1, 1)


def test_rules_with_facts_of_their_own_are_replayed_with_those(hub: Hub, signed: list[str], tmp_path: Path) -> None:
    ids = (files("carecon.clinical") / "ids.toml").read_text(encoding="utf-8")
    (tmp_path / "ids.toml").write_text(ids.replace("ucr_2h = 120", "ucr_2h = 100"), encoding="utf-8")
    cases, run = replay(hub, with_packs(tmp_path, "devon"))

    assert {case["case"] for case in cases} <= {signed[0], signed[2]}
    assert run.replayed == 3


@pytest.mark.parametrize("processes", [1, 3])
def test_changed_cases_come_in_order_however_many_processes_work(
    hub: Hub, signed: list[str], tmp_path: Path, processes: int
) -> None:
    rules, pack = hip_rules(hub.ruleset)
    cases, run = replay(hub, with_packs(without(tmp_path, rules, pack), "devon"), processes)
    assert [case["case"] for case in cases] == [signed[1]]
    assert run.replayed == 3


def test_only_what_was_signed_in_the_time_is_replayed(hub: Hub, signed: list[str]) -> None:
    start = hub.clock.now() - timedelta(hours=3)
    _, run = replay(hub, shipped("devon"), 1, since=start + timedelta(minutes=30))
    assert run.replayed == 2
    _, run = replay(hub, shipped("devon"), 1, until=start + timedelta(minutes=30))
    assert run.replayed == 1
    _, run = replay(hub, shipped("devon"), 1, since=hub.clock.now())
    assert run.replayed == 0


def test_readers_share_the_pages_among_them(hub: Hub, signed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("carecon.record.signed.CASES_IN_A_PAGE", 1)
    since, until = hub.clock.now() - timedelta(days=1), hub.clock.now()
    found = [
        [
            signed.reference
            for page in signed_pages(hub.store.url, since, until, part=part, parts=2)
            for signed in page.signed
        ]
        for part in (0, 1)
    ]
    assert found == [[signed[0], signed[2]], [signed[1]]]


def test_rules_that_cannot_be_read_are_told(hub: Hub, signed: list[str], tmp_path: Path) -> None:
    _, pack = hip_rules(hub.ruleset)
    text = (files("carecon.rules") / "packs" / pack).read_text(encoding="utf-8")
    (tmp_path / pack).write_text(text.replace('kind = "red_flag"', 'kind = "red_flog"', 1), encoding="utf-8")
    with pytest.raises(CareconError, match="red_flog"):
        replay(hub, with_packs(tmp_path / pack, "devon"))


def renamed_last_pathway(folder: Path, *changes: tuple[str, str]) -> None:
    text = (files("carecon.rules") / "packs" / "pathways.toml").read_text(encoding="utf-8")
    for old, new in (('id = "PATH-OTHER"', 'id = "PATH-ELSE"'), *changes):
        assert old in text
        text = text.replace(old, new)
    (folder / "pathways.toml").write_text(text, encoding="utf-8")


def test_a_change_that_cannot_be_taken_back_alone_is_not_blamed(hub: Hub, clinician: AtDesk, tmp_path: Path) -> None:
    view = taken(hub, clinician, {**BROKEN_HIP, "presenting_problem": "other", "fall": False, "age_years": 50})
    sign(hub, clinician, view.case_id, DispositionDraft("emergency_ambulance", safety_net="Stay with her."))
    hub.clock.advance(timedelta(hours=1))  # type: ignore[attr-defined]
    rules, pack = hip_rules(hub.ruleset)
    without(tmp_path, rules, pack)
    renamed_last_pathway(tmp_path)

    (case,), _ = replay(hub, with_packs(tmp_path, "devon"))

    assert case["how"] == "taken back"
    assert set(case["rules"]) <= set(rules)


def test_rules_that_leave_a_case_without_any_answer_are_not_replayed(
    hub: Hub, signed: list[str], tmp_path: Path
) -> None:
    renamed_last_pathway(tmp_path, ("when = true", 'when = "lives_alone"'))
    with pytest.raises(CareconError, match="no advice"):
        replay(hub, with_packs(tmp_path, "devon"))


def test_whoever_may_not_read_cases_cannot_replay_them(hub: Hub, signed: list[str]) -> None:
    who = AtDesk(Actor("slake", "devon-hub"), "S Lake", Role.ADMINISTRATOR)
    now = hub.clock.now()
    with pytest.raises(NotPermitted):
        list(shadow(hub, who, shipped("devon"), since=now, until=now, run=ShadowRun()))
    with pytest.raises(BadInput, match="1 to 16"):
        replay(hub, shipped("devon"), 17)
