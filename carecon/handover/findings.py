"""Danger signs and scores, as the advice of that moment had them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from carecon.clinical.facts import vocabulary
from carecon.clinical.formats import duration_text, phrase, sentence
from carecon.clinical.scores import NEWS2_FACTS, news2
from carecon.handover.bearing import first_and_others
from carecon.handover.fact_lines import WITHOUT_VALUE, labels_answered, old_labels
from carecon.handover.note import Group, Line, group
from carecon.handover.recipient import Wording
from carecon.handover.times import NoteTimes
from carecon.record.case_view import CaseView

Advice = Mapping[str, Any]

DANGER_SIGNS: Final = "Danger signs, as assessed"


def danger_signs(view: CaseView, advice: Advice, wording: Wording) -> Group:
    """Present, not excluded and set aside: a sign in none of the three is excluded by what was recorded.

    Of what is not excluded, what bears on this call comes first: a long list would hide it.
    """
    flags = advice.get("red_flags")
    if not flags:
        return group(DANGER_SIGNS, Line("Danger signs", "not assessed yet"))
    aside = [
        f"{wording.flag(flag['id'])} (because of: {_labels(flag['because'])})" for flag in flags.get("set_aside", ())
    ]
    first, others = first_and_others(flags.get("not_excluded", ()), advice, view.answers)
    return group(
        DANGER_SIGNS,
        Line("Present", flag_words(flags.get("present", ()), wording)),
        Line("Not excluded", flag_words(first, wording)),
        Line("Also not asked about", flag_words(others, wording)) if others else None,
        Line("Set aside", "; ".join(aside)) if aside else None,
    )


def scores(view: CaseView, advice: Advice, times: NoteTimes) -> Group:
    """NEWS2 with what it lacks and how old it is, the Clinical Frailty Scale and the eFI."""
    given = advice.get("scores") or {}
    score = given.get("news2") if "news2" in given else _news2_now(view, times)
    return group(
        "Scores",
        Line("NEWS2", _news2(score, view, times)),
        Line("Clinical Frailty Scale", _cfs(given.get("cfs") or {}, view)),
        _efi(given.get("efi"), view),
    )


def open_questions(view: CaseView, advice: Advice, times: NoteTimes) -> Group | None:
    """What was asked and is not to be had, what is too old, and what the advice still asks for."""
    lines = [
        Line(sentence(words), "; ".join(labels))
        for answer, words in WITHOUT_VALUE.items()
        if (labels := labels_answered(view, answer))
    ]
    if old := old_labels(view, times):
        lines.append(Line("Out of date", "; ".join(old)))
    asked = [str(question.get("fact", "")) for question in advice.get("ask", ())]
    if open_facts := [name for name in asked if name and name not in view.facts]:
        lines.append(Line("Not answered yet", "; ".join(_label(name) for name in open_facts)))
    return Group("Open questions", tuple(lines)) if lines else None


def flag_words(ids: Any, wording: Wording) -> str:
    """Danger signs by name; "none" where there is none."""
    return "; ".join(wording.flag(flag_id) for flag_id in ids) or "none"


def _labels(ids: Any) -> str:
    return ", ".join(_label(name) for name in ids)


def _label(name: str) -> str:
    return vocabulary()[name].label if name in vocabulary() else phrase(name)


def _news2_now(view: CaseView, times: NoteTimes) -> Mapping[str, Any] | None:
    """The score of a case that has no advice beside it, in the form the advice has it."""
    score = news2(view.answers_dated(times.too_old.limits), times.at, times.too_old.is_old)
    if score is None:
        return None
    return {
        "low": score.low,
        "high": score.high,
        "complete": score.complete,
        "band": score.band,
        "stale": score.stale,
        "missing": score.missing,
    }


def _news2(score: Mapping[str, Any] | None, view: CaseView, times: NoteTimes) -> str:
    if score is None:
        return "does not apply (under 16, pregnancy or birth in the last six weeks, or after death)"
    if score.get("complete"):
        band = f", {phrase(score['band'])}" if score.get("band") else ""
        said = f"{score['low']} (complete{band})"
    else:
        said = f"between {score['low']} and {score['high']}, not complete; missing: {_labels(score.get('missing', ()))}"
    if score.get("for_escalation") is False:
        said += "; not for escalation"
    if taken := _taken(view):
        oldest, newest = min(taken), max(taken)
        span = times.short(newest) if oldest == newest else f"{times.short(oldest)} to {times.short(newest)}"
        said += f"; observations of {span}"
        if score.get("stale"):
            said += f", the oldest {duration_text((times.at - oldest).total_seconds() / 60)} old"
    elif score.get("stale"):
        said += "; observations are old"
    return said


def _taken(view: CaseView) -> list[datetime]:
    """When the observations that NEWS2 is made of were taken, as far as that was said."""
    answers = [view.facts[name].answer for name in NEWS2_FACTS if name in view.facts]
    return [answer.at for answer in answers if answer.known and answer.at is not None and answer.at.tzinfo is not None]


def _cfs(score: Mapping[str, Any], view: CaseView) -> str:
    value = score.get("value")
    if value is None and "cfs" in view.facts and view.facts["cfs"].answer.known:
        value = view.facts["cfs"].answer.value
    if value is None:
        return "not recorded"
    guard = "" if score.get("applicable", True) else "; not valid for this person, and nothing was decided by it"
    return f"{value}, as two weeks ago{guard}"


def _efi(score: Mapping[str, Any] | None, view: CaseView) -> Line | None:
    if score is None:
        return None
    return Line("Electronic Frailty Index", f"{score['value']} ({phrase(score['band'])})")
