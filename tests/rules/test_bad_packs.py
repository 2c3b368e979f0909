"""Bad packs: each is refused quickly, with file, line, what is wrong and a hint; and nothing in a pack ever runs."""

from __future__ import annotations

import copy
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carecon.clinical.tables import LARGEST_FILE, parse_toml, read_toml
from carecon.errors import BadInput
from carecon.rules.language.condition import render
from carecon.rules.language.names import all_names
from carecon.rules.language.parsing import ConditionError, parse_line
from carecon.rules.packing.opened_pack import PackError
from carecon.rules.packing.pack import Packs, read_packs

GOOD = (Path(__file__).parent / "every_kind.toml").read_text(encoding="utf-8")
FACT = '"gi_bleed", {'
"""A condition of the good pack, in line 37."""

RUNS = ("exec", "os.", "subprocess.", "socket.", "open", "import", "shutil.", "ctypes.")
"""What Python tells of when something is run, imported or opened (PEP 578). Parsing alone is not among it."""

watched: list[str] | None = None


def _watch(event: str, _: object) -> None:
    if watched is not None and event.startswith(RUNS):
        watched.append(event)


sys.addaudithook(_watch)


def refused(text: str) -> BadInput:
    with pytest.raises(BadInput) as error:
        read_packs([("bad.toml", text)])
    return error.value


def changed(old: str, new: str) -> str:
    assert GOOD.count(old) >= 1
    return GOOD.replace(old, new, 1)


def test_the_good_pack_is_good() -> None:
    assert len(read_packs([("good.toml", GOOD)]).rules) == 9


@pytest.mark.parametrize(
    ("old", "new", "where", "told", "hint"),
    [
        (FACT, '"gi_bleeds", {', "bad.toml:37: RF-BLEED", "there is no fact gi_bleeds", "did you mean gi_bleed?"),
        ("acvpu in [voice", "acvpu in [voices", "bad.toml:37:", "is not a choice of acvpu", "did you mean voice?"),
        (FACT, '"(gi_bleed", {', "bad.toml:37: RF-BLEED", "cannot be read", "one comparison a line"),
        (FACT, "\"__import__('os')\", {", "bad.toml:37: RF-BLEED", "__import__ is not a function", ""),
        (FACT, "\"__import__('os').abort()\", {", "bad.toml:37: RF-BLEED", "may only compare names", ""),
        (FACT, '"gi_bleed.__class__", {', "bad.toml:37: RF-BLEED", "may only compare names", ""),
        (FACT, '"news2.real >= 7", {', "bad.toml:37: RF-BLEED", "must compare a fact with a constant", ""),
        (FACT, '"(lambda: gi_bleed)()", {', "bad.toml:37: RF-BLEED", "may only compare names", ""),
        (FACT, '"[gi_bleed for x in fall]", {', "bad.toml:37: RF-BLEED", "may only compare names", ""),
        (FACT, '"gi_bleed if fall else died", {', "bad.toml:37: RF-BLEED", "may only compare names", ""),
        (FACT, '"(x := gi_bleed)", {', "bad.toml:37: RF-BLEED", "may only compare names", ""),
        (FACT, '"news2 >= 2 ** 9", {', "bad.toml:37: RF-BLEED", "must be compared with a number", ""),
        (FACT, '"news2 >= 70", {', "bad.toml:37: RF-BLEED", "lies between 0 and 20", ""),
        ("count = 1,", "count = 2,", "RF-BLEED", "must ask for 1 to 1", ""),
        ('red_flag = "gi_bleed"', 'red_flag = "gi_bleeds"', "bad.toml:42:", "not a red flag", "did you mean gi_bleed?"),
        ("ambulance_category = 1", "ambulance_category = 7", "bad.toml:42:", "must be 1, 2 or 3", "most urgent"),
        ('id = "NEED"', 'id = "RF-BLEED"', "bad.toml:60: RF-BLEED", "another rule with this id", "an id of its own"),
        ('id = "sudden_loss"', 'id = "news2"', "bad.toml:24: news2", "must be a new name", "there is one of this name"),
        ('id = "sudden_loss"', 'id = "class"', "bad.toml:24: class", "must be a new name", "such as"),
        ("sudden_balance_or_vision_loss", "sudden_loss", "bad.toml:24: sudden_loss", "is defined by itself", "without"),
        ('keeps = ["need"]', 'keeps = ["needs"]', "WAIVE", "there is no needed row 'needs'", "did you mean need?"),
        ('hazard = "H-07"', 'hazard = "H-99"', "bad.toml:30: sudden_loss", "there is no hazard 'H-99'", ""),
        ('review_by = 2030-01-01', 'review_by = "2030-01-01"', "bad.toml:10: pack.review_by", "must be a day", ""),
        ('moot_when = "known(died)"', 'moot_when = "known(dead)"', "bad.toml:12:", "there is no fact dead", ""),
        ("expect = true, settles", "expects = true, settles", "RF-BLEED", "expect: is missing", ""),
        ("{ gi_bleed = true }", "{ gi_bled = true }", "RF-BLEED", "there is no such fact", "did you mean gi_bleed?"),
        ("in_hours = true", "in_hour = true", "RF-BLEED", "not a name that a test may give", "did you mean in_hours?"),
        ('ucr_2h = "full"', 'ucr_2h = "filled"', "RF-BLEED", "not a state of a service", "open, closed, full"),
        ('settles = []', 'settles = ["ucr"]', "RF-BLEED", "'ucr' is not a disposition", ""),
        ('expect = true, supported', 'settles = [], expect = true, supported', "SEN", "only the tests of a rule", ""),
        ('version = "1"', 'verison = "1"', "pack.version", "is missing", "There is verison"),
        ('title = "Every kind"', 'title = "Every kind', "bad.toml:7", "not TOML", "a quote that is not closed?"),
        ('title = "Every kind"', "title = Every kind", "bad.toml:7", "not TOML", "text stands in quotes"),
        ('title = "Every kind"', "title = \u201cEvery kind\u201d", "bad.toml:7", "not TOML", "curly quotes"),
        ("review_by = 2030-01-01", "review_by = 1.1.2030", "bad.toml:10", "not TOML", "a day that is none?"),
        (FACT, '"news2 => 7", {', "bad.toml:37: RF-BLEED", "cannot be read", "at least is >="),
        (FACT, '"news2 = 7", {', "bad.toml:37: RF-BLEED", "cannot be read", "equals is written =="),
        (FACT, '"!gi_bleed", {', "bad.toml:37: RF-BLEED", "cannot be read", "the opposite is written not"),
        (FACT, '"Blood thinner", {', "bad.toml:37: RF-BLEED", "cannot be read", "the fact is anticoagulant"),
        ("[pack.sources]", "[pack.sources", "bad.toml:14", "not TOML", "a bracket"),
        ('id = "every_kind"', 'id = "every_kind"\nid = "every_kind"', "bad.toml:5", "not TOML", ""),
        ("order = 1", "order = " + "9" * 5000, "bad.toml", "not TOML", ""),
        ("order = 1", "order" + ".a" * 400_000 + " = 1", "bad.toml:5", "more than 16 parts", "a dot too many?"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_file_line_message_and_hint(
    old: str, new: str, where: str, told: str, hint: str
) -> None:
    error = refused(changed(old, new))
    assert where in error.where
    assert told in error.problem
    assert hint in error.hint


def test_a_pack_id_that_is_taken_is_refused() -> None:
    with pytest.raises(PackError, match="another pack with this id"):
        read_packs([("one.toml", GOOD), ("two.toml", GOOD)])


@pytest.mark.parametrize("deep", ["{ all = [" * 500 + '"fall"' + "] }" * 500, "[" * 500 + "]" * 500, "[" * 400_000])
def test_nesting_is_refused_with_file_and_a_hint(deep: str) -> None:
    error = refused(changed('when = "fall"', f"when = {deep}"))
    assert error.where.startswith("bad.toml")
    assert "brackets" in error.problem or "within each other" in error.problem or "TOML" in error.problem


def test_brackets_in_a_line_are_refused_beyond_what_anybody_reads() -> None:
    assert "longer than" in refused(changed(FACT, f'"{"(" * 500}gi_bleed{")" * 500}", {{')).problem
    assert "brackets" in refused(changed(FACT, f'"{"not " * 20}gi_bleed", {{')).problem


def test_definitions_many_deep_are_refused_in_words() -> None:
    chain = "".join(
        f'[[definition]]\nid = "d{n}"\nwhen = "d{n + 1}"\nbecause = "."\nsource = "ng128 1"\n' for n in range(1500)
    )
    last = '[[definition]]\nid = "d1500"\nwhen = "fall"\nbecause = "."\nsource = "ng128 1"\n'
    assert "definitions within each other" in refused(GOOD + chain + last).problem


def test_ten_megabytes_are_refused_unread(tmp_path: Path) -> None:
    assert "at most" in refused("#" * (10 * LARGEST_FILE)).problem
    path = tmp_path / "huge.toml"
    path.write_bytes(b"#" * (10 * LARGEST_FILE))
    with pytest.raises(BadInput, match="larger than"):
        read_toml(path)


def test_a_binary_file_is_refused_with_a_hint(tmp_path: Path) -> None:
    path = tmp_path / "pack.toml"
    path.write_bytes(bytes(range(256)))
    with pytest.raises(BadInput, match="not text in UTF-8") as error:
        read_toml(path)
    assert error.value.hint


def test_a_byte_order_mark_is_refused_with_a_hint_and_windows_lines_are_read() -> None:
    assert refused("\ufeff" + GOOD).hint == "save it as UTF-8 without one"
    windows = read_packs([("good.toml", GOOD.replace("\n", "\r\n"))])
    assert [rule.id for rule in windows.rules] == [rule.id for rule in read_packs([("good.toml", GOOD)]).rules]


def test_a_long_value_makes_no_long_message() -> None:
    for old in ('kind = "scope"', 'source = "ng128 1.1"', 'pathway = "frailty_fall" }', 'id = "sudden_loss"'):
        key = old.split(" = ", maxsplit=1)[0]
        close = " }" if old.endswith("}") else ""
        assert len(str(refused(changed(old, f'{key} = "{"x" * 100_000}"{close}')))) < 1000


def written(value: Any) -> str:
    """A TOML value."""
    match value:
        case bool():
            return str(value).lower()
        case dict():
            return "{ " + ", ".join(f"{key} = {written(each)}" for key, each in value.items()) + " }"
        case list():
            return "[" + ", ".join(map(written, value)) + "]"
        case str():
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case _:
            return str(value)


def as_text(pack: dict[str, Any]) -> str:
    return "".join(f"{key} = {written(value)}\n" for key, value in pack.items())


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every key and item, but what the tests of a rule say of facts: those are of any kind."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in items:
        yield (*path, key)
        if key != "facts":
            yield from places(each, (*path, key))


WHOLE = tomllib.loads(GOOD)
PLACES = list(places(WHOLE))


def with_value(path: tuple[Any, ...], value: Any) -> str:
    pack = copy.deepcopy(WHOLE)
    inside: Any = pack
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = value
    return as_text(pack)


@pytest.mark.parametrize("path", PLACES, ids=lambda path: ".".join(map(str, path)))
def test_a_value_of_the_wrong_kind_is_refused_for_every_key(path: tuple[Any, ...]) -> None:
    assert "bad.toml" in refused(with_value(path, 3.5)).where
    wrong: Any
    for wrong in (True, "nonsense", [[]], [{}], {"x": 1}):
        assert told_or_read(outcome(with_value(path, wrong)))


def outcome(text: str) -> Packs | BadInput:
    """The pack, or the words in which it is refused: nothing else may come of any text."""
    try:
        return read_packs([("bad.toml", text)])
    except BadInput as error:
        return error


def told_or_read(found: Packs | BadInput) -> bool:
    """Whether it is a pack, or refused with the file that is bad."""
    return isinstance(found, Packs) or found.where.startswith("bad.toml")


TOKENS = st.sampled_from(
    (
        *"()[]{}=,.\"'#\n<>!:\\-",
        *(
            "[[rule]]",
            "[[definition]]",
            "[pack]",
            "when",
            "then",
            "true",
            "2030-01-01",
            "1e9",
            "\0",
            "gi_bleed",
            "news2",
        ),
        *(" and ", " not ", "known(", "sudden_loss", "lambda: 0", "__import__", "\ufeff", "é", "\r"),
    )
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(GOOD)), st.integers(0, 40), TOKENS), min_size=1, max_size=4))
def test_a_pack_with_anything_cut_out_or_put_in_is_read_or_refused(cuts: list[tuple[int, int, str]]) -> None:
    text = GOOD
    for start, length, put in cuts:
        text = text[:start] + put + text[start + length :]
    assert told_or_read(outcome(text))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_at_all_is_refused(text: str) -> None:
    assert refused(text).where.startswith("bad.toml")


@settings(max_examples=500, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(TOKENS, max_size=12).map("".join)))
def test_any_line_is_a_condition_that_reads_back_or_refused(line: str) -> None:
    try:
        found = parse_line(line, all_names())
    except ConditionError:
        return
    assert render(parse_line(render(found), all_names())) == render(found)


def test_nothing_is_run_opened_or_imported_while_packs_are_read() -> None:
    global watched
    texts = [GOOD, *(changed(FACT, f'"{line}", {{') for line in ("__import__('os').abort()", "gi_bleeds", "(fall"))]
    for text in texts:
        outcome(text)
    watched = []
    try:
        for text in texts:
            outcome(text)
        found = watched
    finally:
        watched = None
    assert found == []


def test_a_key_of_many_parts_does_not_stall_the_reader() -> None:
    with pytest.raises(BadInput, match="16 parts"):
        parse_toml("\n".join(f"k{n}.{'a.' * 1000}b = 1" for n in range(400)), "bad.toml")


def test_a_list_that_is_none_is_found_in_its_own_line() -> None:
    bad = changed('title = "Bleeding from the gut"', 'title = "Second to none"')
    error = refused(bad.replace('when.none = ["sudden_loss"]', 'when.none = "sudden_loss"'))
    assert "bad.toml:38: RF-BLEED" in error.where
    assert "must be a list of conditions" in error.problem
    assert 'such as none = ["head_injury"' in error.hint
