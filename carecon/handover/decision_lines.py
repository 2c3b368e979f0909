"""What was advised and considered, what was decided and why, and what happens next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from carecon.clinical.formats import duration_text, phrase, sentence
from carecon.handover.draft import Decided
from carecon.handover.kept_back import KeptBack
from carecon.handover.note import Group, Line, group
from carecon.handover.recipient import Wording
from carecon.handover.times import NoteTimes
from carecon.record.case_view import CaseView

Advice = Mapping[str, Any]

_WITHIN: Final = "within"
_CALLBACK: Final = "callback"


def advised(advice: Advice, wording: Wording) -> Group:
    """What the rules advised, and why."""
    state = phrase(str(advice.get("state") or "no advice yet"))
    best = advice.get("recommended")
    if not best:
        return group("Advice", Line("State", sentence(state)), Line("Advised", "nothing settled"))
    why = wording.why(best.get("because", ()))
    return group(
        "Advice",
        Line("State", sentence(state)),
        Line("Advised", option_words(best, wording)),
        Line("Because", why) if why else None,
        Line("Required", "; ".join(map(phrase, best["requires"]))) if best.get("requires") else None,
    )


def considered(advice: Advice, wording: Wording) -> Group | None:
    """Alternatives, and what was ruled out, each with its reasons."""
    options = [(option_words(option, wording), option.get("because", ())) for option in advice.get("alternatives", ())]
    ruled_out = [(sentence(phrase(no["disposition"])), no.get("because", ())) for no in advice.get("excluded", ())]
    lines = (*_grouped("Alternative", options, wording), *_grouped("Ruled out", ruled_out, wording))
    return Group("Considered", lines) if lines else None


def _grouped(label: str, options: list[tuple[str, Any]], wording: Wording) -> tuple[Line, ...]:
    """Each reason once, after all that it holds for; reasons that hold for the same stand together."""
    held_for: dict[str, list[str]] = {}
    for words, rule_ids in options:
        for reason in wording.sentences(rule_ids) or ("",):
            held_for.setdefault(reason, []).append(words)
    reasons: dict[tuple[str, ...], list[str]] = {}
    for reason, which in held_for.items():
        reasons.setdefault(tuple(dict.fromkeys(which)), []).append(reason)
    return tuple(
        Line(label, ": ".join(filter(None, ("; ".join(which), " ".join(said))))) for which, said in reasons.items()
    )


def decided(decision: Decided, wording: Wording, times: NoteTimes, decided_at: datetime) -> Group:
    """The decision itself, and whether the advice was followed."""
    best = decision.advice.get("recommended") or {}
    return group(
        "Decision",
        Line("Decision", decision_words(decision, wording)),
        Line("Help by", help_by(decision, times, decided_at)),
        _ambulance(decision),
        Line("Specialty", phrase(decision.specialty)) if decision.specialty else None,
        Line("Pathway", phrase(decision.pathway)) if decision.pathway else None,
        *_followed(decision, best, wording),
        Line("Senior", decision.senior) if decision.senior else None,
        Line("Also arranged", "; ".join(map(phrase, decision.adjuncts)) or "nothing"),
        Line("Counted as", phrase(decision.outcome_class)) if decision.outcome_class else None,
    )


def safety_net(decision: Decided, view: CaseView, kept_back: KeptBack, times: NoteTimes) -> Group:
    """What was recorded because it was required, the safety net, and the calls back."""
    recorded = [
        Line(sentence(phrase(name)) + (", as recorded" if name == _CALLBACK else ""), text)
        for name, text in decision.recorded.items()
        if not kept_back.hides_requirement(name)
    ]
    return group(
        "What happens next",
        *recorded,
        Line("Safety-netting", decision.safety_net or "none recorded"),
        Line("Call-back", callback_words(decision, times)),
        *_calls_made(view, times),
    )


def decision_words(decision: Decided, wording: Wording) -> str:
    """What was decided, and where it goes."""
    return sentence(phrase(decision.disposition)) + (f", {wording.spoke(decision.spoke)}" if decision.spoke else "")


def option_words(option: Mapping[str, Any], wording: Wording) -> str:
    """One thing that could be done, with by when and by whom."""
    spoke = option.get("spoke")
    minutes = option.get("urgency_minutes")
    words = sentence(phrase(str(option.get("disposition", ""))))
    parts = [words, *([wording.spoke(str(spoke))] if spoke else [])]
    if isinstance(minutes, int | float) and _WITHIN not in words:
        parts.append(_within(int(minutes)))
    return ", ".join(parts)


def _within(minutes: int) -> str:
    return f"{_WITHIN} {duration_text(minutes)}" if minutes else "now"


def help_by(decision: Decided, times: NoteTimes, decided_at: datetime) -> str:
    """By when help has come."""
    if not decision.urgency_minutes:
        return "now"
    due = decided_at + timedelta(minutes=decision.urgency_minutes)
    return f"{times.short(due)} ({_within(decision.urgency_minutes)})"


def ambulance_category(decision: Decided) -> object:
    """The category that was advised for what was decided; None where there is none."""
    best = decision.advice.get("recommended") or {}
    return best.get("ambulance_category") if best.get("disposition") == decision.disposition else None


def _ambulance(decision: Decided) -> Line | None:
    category = ambulance_category(decision)
    return Line("Ambulance category", str(category)) if category is not None else None


def _followed(decision: Decided, best: Mapping[str, Any], wording: Wording) -> Iterator[Line]:
    if decision.agreed:
        yield Line("Advice", "followed")
        return
    instead = option_words(best, wording) if best else "nothing settled"
    yield Line("Advice", f"not followed; advised was: {instead}")
    yield Line("Why not", why_not(decision, wording))
    yield Line("Decided by", ", ".join(filter(None, (decision.signer_name, decision.signer_role))))


def why_not(decision: Decided, wording: Wording) -> str:
    """Why the advice was not followed, in words."""
    code = wording.reasons.get(decision.reason_code) or phrase(decision.reason_code)
    return ": ".join(part for part in (sentence(code), decision.reason) if part) or "no reason recorded"


def callback_words(decision: Decided, times: NoteTimes) -> str:
    """When the safety-net call is, and whose; or that there is none."""
    if decision.callback_due is None:
        return "none planned"
    return f"{times.full(decision.callback_due)}, by {decision.callback_by or 'nobody named'}"


def _calls_made(view: CaseView, times: NoteTimes) -> Iterator[Line]:
    for call in view.callbacks:
        if call.done:
            yield Line(
                "Called back", f"{call.result or 'no result recorded'} ({call.by}, {times.full(call.recorded_at)})"
            )
