"""The pack that engines are measured with: its rules in the product's language of conditions, and random cases."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import tomli

from carecon.area.context import Context
from carecon.rules.language.condition import Condition, Truth
from carecon.rules.language.names import Kind, Name
from carecon.rules.language.parsing import parse_when
from carecon.rules.packing.too_old import unless_said
from carecon.rules.running.evaluate import evaluate
from carecon.rules.running.generated import Program, generate
from carecon.rules.running.generated_scores import Banded, Either, Highest, Scoring, Sum, Worth, generate_scoring
from carecon.rules.running.world import World

Case = Mapping[str, Any]
"""Fact to a number, True or False, or a choice; what is not known is left out."""

SCORES = ("news2", "news2_worst_part")
USUAL = {"resp_rate": (18, 5), "spo2": (95, 4), "sbp": (125, 25), "pulse": (85, 20), "temp": (37.0, 1.0)}
USUAL_PERSON = {"age": (80, 10), "cfs": (6, 2)}


@dataclass(frozen=True)
class BenchPack:
    """The pack as read. `rules` go from id to condition, in the order of the ids; `ranks` to how urgent each is."""

    names: Mapping[str, Name]
    rules: Mapping[str, Condition]
    ranks: Mapping[str, int]
    dispositions: tuple[str, ...]
    scoring: Scoring

    def nothing_known(self) -> dict[str, Any]:
        """The values of a case of which nothing is known."""
        return {name: known.limits if known.kind is Kind.NUMBER else None for name, known in self.names.items()}

    def seen(self, case: Case) -> dict[str, Any]:
        """A case as conditions see it: numbers as intervals, the scores worked out."""
        values = self.nothing_known()
        for name, value in case.items():
            values[name] = value if isinstance(value, bool | str) else (value, value)
        values["news2"], values["news2_worst_part"] = self.scoring.of(values)
        return values

    def flat(self, case: Case) -> dict[str, Any]:
        """A case as every other engine gets it: two numbers for a number, a word for all else, nothing missing."""
        flat: dict[str, Any] = {}
        for name, value in self.seen(case).items():
            if isinstance(value, tuple):
                flat[f"{name}_lo"], flat[f"{name}_hi"] = value
            elif self.names[name].kind is Kind.YES_NO:
                flat[name] = {True: "yes", False: "no", None: "?"}[value]
            else:
                flat[name] = value or "?"
        return flat

    def reference(self, case: Case) -> tuple[Truth, ...]:
        """What the rules come to by the walk over the tree, which is the reference."""
        at = datetime(2024, 1, 16, tzinfo=UTC)
        context = Context(at, "bench", None, in_hours=True, minutes_to_close=None, spoke=None, pause_applies=False)
        world = World({}, context, {}, self.seen(case), unless_said())
        return tuple(evaluate(condition, world) for condition in self.rules.values())

    def rules_only(self) -> Callable[[Mapping[str, Any]], tuple[Truth, ...]]:
        """Our engine from what conditions see to what the rules come to."""
        program = generate(self.rules.values(), {})
        function, names = program.function, program.values
        return lambda values: function(tuple(map(values.get, names)), (), (), (), ())

    def in_full(self) -> Callable[[Case], tuple[tuple[Truth, ...], int, int]]:
        """Our engine from answers to rules and outcome, the scores included.

        The outcome is a pair: the most urgent rank that is certain, and the most urgent that is not ruled out (-1:
        none).
        """
        by_rank = sorted(self.rules, key=lambda rule: -self.ranks[rule])
        program: Program = generate([self.rules[rule] for rule in by_rank], {})
        ranks = tuple(self.ranks[rule] for rule in by_rank)
        function, names, scores, nothing = program.function, program.values, self.scoring.of, self.nothing_known()

        def full(case: Case) -> tuple[tuple[Truth, ...], int, int]:
            values = dict(nothing)
            for name, value in case.items():
                values[name] = value if value is True or value is False or type(value) is str else (value, value)
            values["news2"], values["news2_worst_part"] = scores(values)
            found = function(tuple(map(values.get, names)), (), (), (), ())
            worst = -1
            for rank, truth in zip(ranks, found, strict=True):
                if truth is not False:
                    worst = max(worst, rank)
                    if truth:
                        return found, rank, worst
            return found, -1, worst

        return full


def read_pack() -> BenchPack:
    """The pack beside this file."""
    data = tomli.loads(Path(__file__).with_name("rules_pack.toml").read_text(encoding="utf-8"))
    names: dict[str, Name] = {}
    for name, (low, high) in data["numbers"].items():
        names[name] = Name(Kind.NUMBER, (name,), limits=(low, high), is_fact=True)
    for name, choices in data["choices"].items():
        names[name] = Name(Kind.CHOICE, (name,), choices=tuple(choices), is_fact=True)
    for name in data["yes_no"]["facts"]:
        names[name] = Name(Kind.YES_NO, (name,), is_fact=True)
    names["news2"] = Name(Kind.NUMBER, (), limits=(0, 20))
    names["news2_worst_part"] = Name(Kind.NUMBER, (), limits=(0, 3))
    rows = [(rule, line, kind) for kind, rules in data["rules"].items() for rule, line in rules.items()]
    return BenchPack(
        names=names,
        rules={rule: parse_when(line, names) for rule, line, _ in sorted(rows)},
        ranks={rule: data["dispositions"].index(kind) for rule, _, kind in rows},
        dispositions=tuple(data["dispositions"]),
        scoring=_scoring(data["news2"], names["acvpu"].choices),
    )


def _scoring(tables: Mapping[str, Any], alertness: tuple[str, ...]) -> Scoring:
    def banded(fact: str, table: str) -> Banded:
        tops, worth = zip(*tables[table], strict=True)
        return Banded(fact, tops[:-1], worth)

    on_air, on_oxygen = (banded("spo2", f"spo2_scale_2_{where}") for where in ("on_air", "on_oxygen"))
    observed = (
        banded("resp_rate", "resp_rate"),
        Either("scale_2", Either("on_oxygen", on_oxygen, on_air), banded("spo2", "spo2_scale_1")),
        banded("sbp", "sbp"),
        banded("pulse", "pulse"),
        Worth("acvpu", tuple((each, 0 if each == "alert" else tables["not_alert"]) for each in alertness)),
        banded("temp", "temp"),
    )
    oxygen = Worth("on_oxygen", ((True, tables["on_oxygen"]), (False, 0)))
    return generate_scoring((Sum((*observed, oxygen)), Highest(observed)))


def cases(pack: BenchPack, count: int, seed: int = 20260) -> Iterator[Case]:
    """Random partial cases, on average with six in ten facts known; the same seed gives the same cases."""
    draw = random.Random(seed)
    for _ in range(count):
        known = min(1.0, max(0.05, draw.gauss(0.6, 0.25)))
        yield {
            name: _value(name, fact, draw)
            for name, fact in pack.names.items()
            if name not in SCORES and draw.random() <= known
        }


def _value(name: str, fact: Name, draw: random.Random) -> Any:
    if fact.kind is Kind.YES_NO:
        return draw.random() < 0.25
    if fact.kind is Kind.CHOICE:
        return fact.choices[0] if draw.random() < 0.6 else draw.choice(fact.choices)
    low, high = fact.limits
    usual = (USUAL | USUAL_PERSON).get(name)
    value = draw.triangular(low, high, low) if usual is None else draw.gauss(*usual)
    value = min(high, max(low, value))
    return round(value, 1) if isinstance(low, float) else round(value)
