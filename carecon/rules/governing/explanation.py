"""A signed case advised again, and the advice explained: rules in words, the answers that make them hold, what lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from carecon.area.context import Context, context_from
from carecon.clinical.answers import Answer
from carecon.clinical.facts import vocabulary
from carecon.clinical.formats import duration_text, phrase, value_words
from carecon.rules.advice import Advice, Recommendation
from carecon.rules.advise import advise
from carecon.rules.governing.replay import StoredAnswers, answers_of, facts_unread
from carecon.rules.language.words import in_words
from carecon.rules.questioning.evidence import all_evidence
from carecon.rules.questioning.outranking import outranked
from carecon.rules.ruleset import Ruleset
from carecon.rules.steps.findings import find


def explain(ruleset: Ruleset, facts: StoredAnswers, context: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Advise a signed case again from its kept facts and context, and explain the advice. Yields one JSON object.

    `advice` is the advice as the journal keeps it, `explained` what people are told of it.
    """
    answers, at = answers_of(facts), context_from(context)
    advice = advise(answers, at, ruleset)
    yield {
        "advice": advice.to_dict(),
        "explained": _explained(advice, answers, at, ruleset),
        "facts_unread": list(facts_unread(facts)),
        "ruleset": {"title": ruleset.title, "hash": ruleset.hash},
    }


def _explained(advice: Advice, answers: Mapping[str, Answer], context: Context, ruleset: Ruleset) -> dict[str, Any]:
    led = advice.recommended or advice.leaning
    flags = advice.red_flags
    by_rule = {**dict.fromkeys(led.because if led else (), "led to the answer")}
    for flag in flags.present:
        for rule in flags.raised_by.get(flag, ()):
            by_rule[rule] = f"raised {phrase(flag)}"
    return {
        "state": phrase(advice.state),
        "recommended": None if advice.recommended is None else _told(advice.recommended),
        "leaning": None if advice.leaning is None or advice.recommended else _told(advice.leaning),
        "alternatives": [_told(each) for each in advice.alternatives],
        "rules": list(_rules(by_rule, answers, context, ruleset)),
        "danger_signs": {
            "present": [phrase(flag) for flag in flags.present],
            "not_excluded": [
                {"sign": phrase(flag), "settled_by": [_name(fact) for fact in flags.settled_by.get(flag, ())]}
                for flag in flags.not_excluded
            ],
            "set_aside": [
                {"sign": phrase(each.id), "because": list(map(_name, each.because))} for each in flags.set_aside
            ],
        },
        "overruled": list(_overruled(advice, answers, context, ruleset)),
        "not_advised": [
            {"disposition": phrase(no.disposition), "because": [_reason(rule, ruleset) for rule in no.because]}
            for no in advice.excluded
        ],
        "asked_next": [vocabulary()[ask.fact].ask for ask in advice.ask],
    }


def _told(option: Recommendation) -> str:
    """`community response within 2 hours, within 2 h (south)`."""
    soon = "now" if option.urgency_minutes == 0 else f"within {duration_text(option.urgency_minutes)}"
    where = ", ".join(word for word in (option.specialty, option.via, option.spoke) if word)
    return f"{phrase(option.disposition)}, {soon}" + (f" ({where})" if where else "")


def _rules(
    by_rule: Mapping[str, str], answers: Mapping[str, Answer], context: Context, ruleset: Ruleset
) -> Iterator[dict[str, Any]]:
    held = all_evidence(by_rule, answers, context, ruleset)
    for rule_id, role in by_rule.items():
        info, rule = ruleset.rule(rule_id), ruleset.by_id.get(rule_id)
        yield {
            "id": rule_id,
            "role": role,
            "title": info.title,
            "because": info.because,
            "source": info.source,
            "when": "" if rule is None else in_words(rule.when),
            "answers": [_answer(answers[fact], ruleset) for fact in held[rule_id] if fact in answers],
        }


def _overruled(
    advice: Advice, answers: Mapping[str, Answer], context: Context, ruleset: Ruleset
) -> Iterator[dict[str, Any]]:
    """Rules of the way that hold and did not lead, with what stood before them."""
    led = advice.recommended or advice.leaning
    for lost in outranked(find(answers, context, ruleset), led) if led else ():
        yield {"id": lost.rule, "title": ruleset.rule(lost.rule).title, "by": list(lost.by)}


def _answer(answer: Answer, ruleset: Ruleset) -> dict[str, str]:
    fact = vocabulary()[answer.fact]
    return {"fact": fact.id, "name": fact.name, "value": value_words(fact, answer.value, ruleset.area.zone)}


def _reason(rule_id: str, ruleset: Ruleset) -> str:
    return f"{rule_id}: {ruleset.rule(rule_id).title}"


def _name(fact_id: str) -> str:
    return vocabulary()[fact_id].name if fact_id in vocabulary() else phrase(fact_id)


def differences(kept: Any, again: Any, where: str = "") -> Iterator[str]:
    """Where two JSON values differ: the path, and what stands there in each."""
    if isinstance(kept, dict) and isinstance(again, dict):
        for key in sorted(kept.keys() | again.keys()):
            yield from differences(kept.get(key), again.get(key), f"{where}.{key}" if where else str(key))
    elif isinstance(kept, list) and isinstance(again, list) and len(kept) == len(again):
        for number, (one, other) in enumerate(zip(kept, again, strict=True), 1):
            yield from differences(one, other, f"{where} {number}")
    elif kept != again or type(kept) is not type(again):
        yield f"{where}: {_shown(kept)} then, {_shown(again)} now"


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_shown, _some(value))) + "]"
    return "nothing" if value is None else str(value)


def _some(values: list[Any]) -> Iterable[Any]:
    return values if len(values) <= 6 else [*values[:6], f"and {len(values) - 6} more"]
