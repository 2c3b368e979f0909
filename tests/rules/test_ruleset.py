"""A ruleset is one thing with one hash: facts, ids, scores, packs and area."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from hashlib import sha256

import pytest

from carecon.area.area import load_area
from carecon.clinical.facts import data_text
from carecon.rules.packing.opened_pack import PackError
from carecon.rules.ruleset import build_ruleset, load_ruleset

DEVON = load_ruleset("devon")


def test_the_hash_covers_facts_ids_scores_packs_and_area() -> None:
    assert DEVON.hash == sha256(DEVON.text.encode()).hexdigest()
    for name in ("facts.toml", "ids.toml", "scores.toml"):
        assert data_text(name) in DEVON.text
    assert DEVON.area.text in DEVON.text
    assert all(f"##### {pack.file}\n" in DEVON.text for pack in DEVON.packs.packs)


def test_another_area_or_another_threshold_is_another_ruleset() -> None:
    assert load_ruleset("coventry").hash != DEVON.hash
    moved = replace(DEVON.area, text=DEVON.area.text + "# reviewed\n")
    assert build_ruleset(moved, ()).hash != build_ruleset(DEVON.area, ()).hash


def test_a_ruleset_is_read_once() -> None:
    assert load_ruleset("devon") is DEVON


def test_a_rule_and_a_danger_sign_are_told_in_words() -> None:
    rule = DEVON.rule("RF-HEAD-01")
    assert rule.title
    assert "NG232" in rule.source
    limb = DEVON.flag("limb_ischaemia")
    assert (limb.title, limb.because) == (DEVON.rule("RF-LIMB-01").title, DEVON.rule("RF-LIMB-01").because)
    assert limb.facts == ("acute_limb_ischaemia",)
    with pytest.raises(KeyError):
        DEVON.rule("RF-NONE")


def test_a_danger_sign_that_several_rules_raise_has_a_name_that_fits_all_of_them() -> None:
    breathing = DEVON.flag("airway_or_breathing")
    assert breathing.title == "Airway or breathing"
    assert DEVON.rule("RF-AIRWAY-01").because in breathing.because
    assert DEVON.rule("RF-BREATHING-01").because in breathing.because


def test_the_stamp_names_area_version_and_hash() -> None:
    assert DEVON.stamp.to_dict() == {"id": "devon", "version": "2026.11", "sha256": DEVON.hash}
    assert DEVON.title == "devon 2026.11"


def test_a_broken_pack_breaks_the_whole_ruleset_and_says_where() -> None:
    with pytest.raises(PackError, match=r"mine\.toml:\d+: X-1"):
        build_ruleset(load_area("devon"), (("mine.toml", BROKEN),))


BROKEN = """
[pack]
id = "mine"
order = 1
version = "1"
title = "Mine"
status = "draft"
owner = "Me"
review_by = 2030-01-01
sources = { own = "Own, 2026" }
[[rule]]
id = "X-1"
kind = "routing"
title = "Nowhere"
when = "fall"
then = { dispositions = ["moon"] }
because = "."
source = "own"
"""

FORBIDDEN = ("textual", "sqlmodel", "sqlalchemy", "pydantic", "clingo", "rich", "alembic")


@pytest.mark.parametrize("module", ["carecon.rules.advise", "carecon.cli.advise", "carecon.area.context"])
def test_advice_needs_neither_screen_nor_database(module: str) -> None:
    code = f"import sys, {module}; print([name for name in {FORBIDDEN!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
