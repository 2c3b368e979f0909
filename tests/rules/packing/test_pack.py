"""Bad packs: what is wrong is told with file, line and rule, and nothing in a pack is ever executed."""

from __future__ import annotations

from pathlib import Path

import pytest

from carecon.clinical.tables import LARGEST_FILE
from carecon.errors import BadInput
from carecon.rules.packing.opened_pack import PackError
from carecon.rules.packing.pack import Packs, read_packs
from carecon.rules.packing.rule import FlagRule

GOOD = """\
[pack]
id = "small"
order = 1
version = "1"
title = "A small pack"
status = "draft"
owner = "Somebody"
review_by = 2030-01-01
moot_when = "known(died)"
[pack.sources]
ng128 = "NICE NG128, Stroke, 2019"

[[definition]]
id = "sudden_loss"
when = "sudden_balance_or_vision_loss"
because = "Sudden."
source = "ng128 1.1"

[[rule]]
id = "RF-STROKE-01"
kind = "red_flag"
title = "New face, arm or speech sign"
when.any = [
  "fast_positive",
  "sudden_loss",
]
then = { red_flag = "stroke" }
because = "A stroke is treated by the clock."
source = "ng128 1.1"
tests = [{ facts = { fast_positive = true }, expect = true }, { expect = "unknown" }]

[[rule]]
id = "RF-TIA-01"
kind = "red_flag"
title = "Gone again"
when = "stroke_symptoms_resolved"
then = { red_flag = "tia" }
because = "Seen within a day."
source = "ng128 1.1"
[[rule.may_settle_on]]
disposition = "planned_attendance"
if = "not anticoagulant"
"""


def packs(*changes: tuple[str, str]) -> Packs:
    text = GOOD
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return read_packs([("small.toml", text)])


def test_a_good_pack_is_read() -> None:
    found = packs()
    stroke, tia = found.rules
    assert isinstance(stroke, FlagRule)
    assert isinstance(tia, FlagRule)
    assert stroke.source == "NICE NG128, Stroke, 2019, 1.1"
    assert [test.expect for test in stroke.tests] == [True, None]
    assert tia.may_settle[0].within_minutes == 1440
    assert list(found.definitions) == ["sudden_loss"]


@pytest.mark.parametrize(
    ("old", "new", "where", "told"),
    [
        ('"fast_positive",', '"fast_postive",', "small.toml:24: RF-STROKE-01", "did you mean fast_positive?"),
        ('"fast_positive",', '"acvpu == asleep",', "small.toml:24: RF-STROKE-01", "asleep is not a choice of acvpu"),
        ('"fast_positive",', '"(fast_positive",', "small.toml:24: RF-STROKE-01", "cannot be read"),
        ('"fast_positive",', "\"__import__('os').abort()\",", "small.toml:24: RF-STROKE-01", "may only compare"),
        ('"fast_positive",', '"answer == ucr_2h",', "RF-STROKE-01", "answer is not known yet"),
        ('"fast_positive",', '"present(tia)",', "RF-STROKE-01", "may not look at danger signs"),
        ('when = "sudden_balance_or_vision_loss"', 'when = "present(tia)"', "sudden_loss", "only look at facts"),
        ('when = "sudden_balance_or_vision_loss"', 'when = "sudden_loss"', "small.toml:14: sudden_loss", "by itself"),
        ('red_flag = "stroke"', 'red_flag = "strokes"', "small.toml:27: RF-STROKE-01", "did you mean stroke?"),
        ('kind = "red_flag"', 'kind = "redflag"', "RF-STROKE-01", "did you mean red_flag?"),
        ('id = "RF-TIA-01"', 'id = "RF-STROKE-01"', "small.toml:33: RF-STROKE-01", "another rule with this id"),
        ('id = "RF-TIA-01"', 'id = "tia"', "small.toml:33: tia", "capitals"),
        ('id = "sudden_loss"', 'id = "fall"', "small.toml:14: fall", "a new name"),
        ('source = "ng128 1.1"\ntests', 'source = "ng129 1.1"\ntests', "RF-STROKE-01", "did you mean ng128?"),
        ('because = "A stroke', 'becuase = "A stroke', "RF-STROKE-01", "because: is missing"),
        ('then = { red_flag = "tia" }', 'then = { red_flag = "tia", colour = 1 }', "RF-TIA-01", "colour: is not a key"),
        ('disposition = "planned_attendance"', 'disposition = "ucr_2h"', "RF-TIA-01", "not where tia may settle"),
        ('if = "not anticoagulant"', 'if = "anticoagulent"', "small.toml:42: RF-TIA-01", "did you mean anticoagulant?"),
        ('status = "draft"', 'status = "drafted"', "small.toml:6: pack.status", "did you mean draft?"),
        ('expect = true', 'expect = 1.5', "RF-STROKE-01", 'true, false or "unknown"'),
        ('[pack.sources]', '[pack.sources', "small.toml", "line 10"),
        ('order = 1', 'order = "first"', "small.toml:3: pack.order", "whole number"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_file_line_and_rule(old: str, new: str, where: str, told: str) -> None:
    with pytest.raises(BadInput) as refused:
        packs((old, new))
    assert where in str(refused.value)
    assert told in str(refused.value)


def test_definitions_that_go_in_a_circle_are_refused_with_the_circle() -> None:
    second = '[[definition]]\nid = "other_loss"\nwhen = "sudden_loss"\nbecause = "."\nsource = "ng128"\n\n[[rule]]'
    with pytest.raises(PackError, match="sudden_loss -> other_loss -> sudden_loss"):
        packs(('when = "sudden_balance_or_vision_loss"', 'when = "other_loss"'), ("[[rule]]", second))


def test_a_pack_that_is_retired_is_not_in_force() -> None:
    assert packs(('status = "draft"', 'status = "retired"')).rules == ()


def test_packs_count_in_the_order_that_they_declare() -> None:
    later = GOOD.replace("order = 1", "order = 2").replace("RF-", "XX-").replace("sudden_loss", "loss")
    found = read_packs([("a.toml", later.replace('id = "small"', 'id = "later"')), ("b.toml", GOOD)])
    assert [rule.id for rule in found.rules] == ["RF-STROKE-01", "RF-TIA-01", "XX-STROKE-01", "XX-TIA-01"]


def test_ten_megabytes_are_refused_unread() -> None:
    with pytest.raises(BadInput, match="at most"):
        read_packs([("huge.toml", "#" * (10 * LARGEST_FILE))])


def test_nesting_five_hundred_deep_is_refused_in_words() -> None:
    for deep in ("{ all = [" * 500 + '"fall"' + "] }" * 500, "[" * 5000 + "]" * 5000):
        with pytest.raises(BadInput, match=r"small\.toml"):
            packs(('when = "stroke_symptoms_resolved"', f"when = {deep}"))


@pytest.mark.parametrize(
    ("written", "told"),
    [("\\u001b[31m", "U+001B"), ("\\u202e", "U+202E"), ("\u202e", "U+202E"), ("\\b", "U+0008")],
    ids=["escape", "direction", "direction unescaped", "backspace"],
)
def test_what_a_terminal_would_obey_and_nobody_sees_is_refused_with_its_line(written: str, told: str) -> None:
    with pytest.raises(PackError, match=r"^small\.toml:\d+: ") as refused:
        packs(('title = "Gone again"', f'title = "Gone{written} again"'))
    line = int(refused.value.where.partition(":")[2])
    assert "Gone again" in GOOD.splitlines()[line - 1]
    assert told in str(refused.value)


def test_letters_of_every_script_are_read() -> None:
    assert (
        packs(('title = "Gone again"', 'title = "Gone \\u00e0 \u05d0 \u00b0"')).rules[1].title
        == "Gone \u00e0 \u05d0 \u00b0"
    )


def test_nothing_in_a_pack_is_ever_executed(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    line = f"\"__import__('pathlib').Path('{trace}').touch()\","
    with pytest.raises(PackError):
        packs(('"fast_positive",', line))
    assert not trace.exists()
