"""What of a person's own answers stands behind a danger sign: said first, before the sentence of the rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from carecon.clinical.answers import Unknown
from carecon.clinical.facts import vocabulary
from carecon.clinical.formats import phrase, value_words
from carecon.clinical.plain_text import one_line
from carecon.desk.case_views import CaseOnDesk

MOST_NAMED = 3
"""Answers that are named beside a danger sign: more would hide the next sign."""

_NOTHING_FOUND = frozenset({"none", "normal", "none_known", "normal_or_unchanged", "alert", "not_reduced"})
"""Choices that raise no danger sign."""

_UTC = ZoneInfo("UTC")
"""No danger sign rests on a time; value words ask for a zone all the same."""


def evidence(case: CaseOnDesk, flag: str) -> tuple[str, ...]:
    """The facts whose answers raised a danger sign, the most telling first.

    As the rules name them, where they do; else those of the sign's facts that are answered with something found: signs
    that are there and observations that NEWS2 gives points for first, then what was chosen or measured besides.
    """
    words = case.flags.get(flag)
    if words is None:
        return ()
    if words.evidence:
        return words.evidence
    found = [name for name in words.facts if _found(case, name)]
    return tuple(sorted(found, key=lambda name: not _telling(case, name)))


def evidence_words(case: CaseOnDesk, flag: str) -> str:
    """The first of them with their values: `SpO2 88 %, severe breathlessness`; empty where there are none."""
    title = flag_words(case, flag).casefold()
    told = (_words(case, name) for name in evidence(case, flag))
    return ", ".join([said for said in dict.fromkeys(told) if said.casefold() != title][:MOST_NAMED])


def signs_resting_on(case: CaseOnDesk, fact: str) -> Sequence[str]:
    """The danger signs that are present and that the answer to this fact bears on, by name."""
    return [flag_words(case, flag) for flag in case.advice.red_flags.present if fact in evidence(case, flag)]


def flag_words(case: CaseOnDesk, flag: str) -> str:
    """A danger sign in words."""
    words = case.flags.get(flag)
    return one_line(words.title) if words and words.title else phrase(flag)


def fact_names(names: Iterable[str]) -> list[str]:
    """Facts as they are called within a sentence."""
    known = vocabulary()
    return [within_sentence(known[name].name) if name in known else phrase(name) for name in names]


def within_sentence(name: str) -> str:
    """`Hip or groin pain` within a sentence; `SpO2`, `NEWS2` and `I-STUMBLE` stay as they are."""
    first = name.partition(" ")[0].rstrip(",.;:")
    plain_word = first.replace("-", "").replace("'", "").isalpha() and (len(first) == 1 or first[1:].islower())
    return name[:1].lower() + name[1:] if plain_word else name


def _words(case: CaseOnDesk, name: str) -> str:
    """A fact with its value: of a yes the name alone, and of what is not read out over a shoulder."""
    (called,) = fact_names([name])
    held, known = case.view.facts.get(name), vocabulary()
    if held is None or name not in known or held.answer.value is True or known[name].restricted:
        return called
    value = held.answer.value
    return f"{called}: no" if value is False else f"{called} {value_words(known[name], value, _UTC)}"


def _found(case: CaseOnDesk, name: str) -> bool:
    held = case.view.facts.get(name)
    if held is None or isinstance(held.answer.value, Unknown) or _points(case, name) == (0, 0):
        return False
    value = held.answer.value
    return value is not False and value not in ((), "") and value not in _NOTHING_FOUND


def _telling(case: CaseOnDesk, name: str) -> bool:
    points = _points(case, name)
    return case.view.facts[name].answer.value is True or bool(points and points[0])


def _points(case: CaseOnDesk, name: str) -> tuple[int, int] | None:
    news2 = case.advice.scores.news2
    return None if news2 is None else news2.parts.get(name)
