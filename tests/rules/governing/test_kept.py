"""A ruleset is made again from its kept text: the same hash, the same advice, with the data of its time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carecon.clinical.facts import DATA_FILES, data_text
from carecon.errors import BadInput, CareconError
from carecon.rules.governing.kept import Kept, in_its_time, read_kept, rebuild
from carecon.rules.packing.opened_pack import PackError
from carecon.rules.ruleset import ENGINE, Ruleset, build_ruleset, joined, load_ruleset

DEVON = load_ruleset("devon")


def other_facts(ruleset: Ruleset) -> Kept:
    """The same rules with a fact called otherwise: another ruleset."""
    facts = data_text("facts.toml").replace('label = "Head injury"', 'label = "Blow to the head"', 1)
    text = ruleset.text.replace(data_text("facts.toml"), facts)
    assert text != ruleset.text
    return read_kept(text)


DESCRIBE = "carecon.rules.governing.description:describe"


def test_the_text_of_a_ruleset_is_taken_apart_and_makes_the_same_hash() -> None:
    for area in ("devon", "coventry"):
        shipped = load_ruleset(area)
        again = rebuild(read_kept(shipped.text))
        assert again.hash == shipped.hash
        assert again.stamp == shipped.stamp
        assert dict(again.rules) == dict(shipped.rules)
        assert again.by_id == dict(shipped.by_id)


def test_the_engine_is_part_of_what_is_hashed() -> None:
    assert DEVON.text.startswith(f"##### engine\n{ENGINE}\n")


def test_a_text_of_another_engine_keeps_its_hash_and_comes_with_a_notice() -> None:
    older = DEVON.text.removeprefix(f"##### engine\n{ENGINE}\n")
    kept = read_kept(older)
    assert kept.engine == "1"
    assert "written for engine 1" in kept.notice
    assert rebuild(kept).hash == kept.hash != DEVON.hash
    assert read_kept(DEVON.text).notice == ""


@pytest.mark.parametrize("text", ["", "words", "##### facts.toml\n", DEVON.text[:-40_000], DEVON.text + "more"])
def test_what_is_no_ruleset_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="not the text of a ruleset"):
        read_kept(text)


@given(st.lists(st.tuples(st.from_regex(r"[a-z]{1,8}\.toml", fullmatch=True), st.text()), unique_by=lambda p: p[0]))
def test_texts_that_were_joined_are_taken_apart_again(packs: list[tuple[str, str]]) -> None:
    parts = [each for each in packs if each[0] not in DATA_FILES]
    try:
        text = joined([*parts, ("area devon", "words")])
    except PackError:
        return
    kept = read_kept(text)
    assert kept.packs == tuple(parts)
    assert (kept.area, kept.area_text, kept.text) == ("devon", "words", text)


def test_a_pack_cannot_hold_a_line_that_would_part_it() -> None:
    with pytest.raises(PackError, match="may not begin with #####"):
        joined([("mine.toml", "a\n##### area devon\nb")])
    with pytest.raises(PackError, match=r"mine\.toml"):
        build_ruleset(DEVON.area, (("mine.toml", MINE),))


def test_other_facts_are_never_read_in_this_process() -> None:
    kept = other_facts(DEVON)
    assert not kept.of_this_time
    with pytest.raises(ValueError, match="process of its own"):
        rebuild(kept)


def test_a_process_of_its_own_has_the_facts_of_that_time() -> None:
    then = {each["id"]: each for each in in_its_time(other_facts(DEVON), DESCRIBE, {})}
    now = {each["id"]: each for each in in_its_time(read_kept(DEVON.text), DESCRIBE, {})}
    assert then.keys() == now.keys()
    assert any("Blow to the head" in str(each) for each in then.values())
    assert not any("Blow to the head" in str(each) for each in now.values())


def test_a_process_of_its_own_runs_nothing_that_lies_about(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('taken from where somebody stood')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert next(in_its_time(other_facts(DEVON), DESCRIBE, {}))["id"]


def test_what_fails_in_that_process_is_told_here() -> None:
    kept = other_facts(DEVON)
    broken = kept.text.replace('kind = "red_flag"', 'kind = "red_flog"', 1)
    with pytest.raises(CareconError, match="did you mean red_flag") as error:
        list(in_its_time(read_kept(broken), DESCRIBE, {}))
    assert error.value.exit_status == 2


def test_data_are_not_changed_in_a_process_that_has_read_them() -> None:
    code = (
        "from carecon.clinical.facts import vocabulary, work_with; vocabulary()\n"
        "try: work_with({'facts.toml': ''})\n"
        "except RuntimeError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "too late: facts.toml" in done.stdout


MINE = """
[pack]
id = "mine"
order = 1
version = "1"
title = "Mine"
status = "draft"
owner = "Me"
review_by = 2030-01-01
sources = { own = '''
##### area devon
''' }
"""
