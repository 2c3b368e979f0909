"""Scenario files: a call step by step, and what must be advised at each. Facts add up from step to step."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from carecon.area.context import derive_context
from carecon.clinical.casefile import case_from
from carecon.rules.advice import Advice
from carecon.rules.advise import advise
from carecon.rules.ruleset import load_ruleset

FOLDER = Path(__file__).parent.parent / "scenarios"


@dataclass(frozen=True)
class Step:
    name: str
    case: Mapping[str, Any]
    area: str
    expect: Mapping[str, Any]

    def advice(self) -> Advice:
        case = case_from(self.case, self.name, datetime(2024, 1, 1, tzinfo=UTC))
        ruleset = load_ruleset(self.area)
        context = derive_context(ruleset.area, case.answers, case.at, **case.service.as_arguments())
        return advise(case.answers, context, ruleset)


def steps() -> Iterator[Step]:
    for path in sorted(FOLDER.glob("*.toml")):
        scenario = tomllib.loads(path.read_text(encoding="utf-8"))
        facts: dict[str, Any] = {}
        for number, step in enumerate(scenario["step"], 1):
            facts |= step.get("facts", {})
            context = dict(step["context"])
            area = context.pop("area")
            case = {"at": step["at"], "context": context, "facts": dict(facts)}
            yield Step(f"{scenario['id']}.{number}", case, area, step["expect"])


def wrong(expect: Mapping[str, Any], advice: Advice) -> list[str]:
    """What in the advice does not meet the expectation, in words."""
    found = advice.to_dict()
    best, flags, news2 = found["recommended"], found["red_flags"], found["scores"]["news2"] or {}
    not_excluded, present = flags["not_excluded"], flags["present"]
    checks: list[tuple[str, object, bool]] = [
        ("state", advice.state, _one_of(expect, "state", advice.state)),
        ("present", present, _all_in(expect, "red_flags_present", present)),
        ("not excluded", not_excluded, _all_in(expect, "red_flags_not_excluded", not_excluded)),
        ("absent", present + not_excluded, _none_in(expect, "red_flags_absent", present + not_excluded)),
        ("not raised", present, _none_in(expect, "red_flags_not_raised", present)),
        ("news2", news2, "news2" not in expect or [news2.get("low"), news2.get("high")] == expect["news2"]),
        ("cfs", found["scores"]["cfs"], expect.get("cfs_applicable") in (None, found["scores"]["cfs"]["applicable"])),
        ("ask", found["ask"], _asked_early(expect, advice)),
        ("recommended", best, best is not None or advice.state == "need_more_facts"),
    ]
    if best is not None:
        offered = [best["disposition"], *(option["disposition"] for option in found["alternatives"])]
        checks += [
            *((key, best.get(key), _one_of(expect, key, best.get(key))) for key in ("pathway", "outcome_class")),
            ("disposition", best["disposition"], _one_of(expect, "disposition", best["disposition"])),
            ("forbidden", best["disposition"], best["disposition"] not in expect.get("forbidden", [])),
            ("spoke", best["spoke"], expect.get("spoke") in (None, best["spoke"] or "none")),
            ("minutes", best["urgency_minutes"], best["urgency_minutes"] <= expect.get("urgency_minutes_max", 10**6)),
            ("offered", offered, _all_in(expect, "offered", offered)),
            *((key, best[key], _all_in(expect, key, best[key])) for key in ("adjuncts", "requires")),
        ]
        if best["disposition"] == "emergency_specialty":
            checks.append(("specialty", best.get("specialty"), _one_of(expect, "specialty", best.get("specialty"))))
    return [f"{name}: {value}" for name, value, met in checks if not met]


def _one_of(expect: Mapping[str, Any], key: str, value: object) -> bool:
    allowed = expect.get(key)
    return allowed is None or value in (allowed if isinstance(allowed, list) else [allowed])


def _all_in(expect: Mapping[str, Any], key: str, values: list[str]) -> bool:
    return set(expect.get(key, [])) <= set(values)


def _none_in(expect: Mapping[str, Any], key: str, values: list[str]) -> bool:
    return set(expect.get(key, [])).isdisjoint(values)


def _asked_early(expect: Mapping[str, Any], advice: Advice) -> bool:
    return "ask_first" not in expect or bool({ask.fact for ask in advice.ask[:3]} & set(expect["ask_first"]))
