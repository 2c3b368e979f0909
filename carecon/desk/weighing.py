"""A decision held against the advice: whether it agrees, how it counts, what must be recorded before it is signed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from carecon.area.context import Context
from carecon.clinical.answers import Answer
from carecon.clinical.catalogue import catalogue
from carecon.desk.drafts import DispositionDraft
from carecon.rules.advice import Advice, Recommendation
from carecon.rules.outcomes import outcome_class

SHORTEST_REASON = 10
"""Characters of a reason, an accepted risk, a safety net: less explains nothing to whoever reads it later."""

NAME_AND_ROLE = 2
"""Words of a senior at the least: `Moon, consultant`."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that must be there before signing: its id (in `requires` or the draft), and what to say, in words."""

    where: str
    ask: str


@dataclass(frozen=True, slots=True)
class Weighed:
    """The decision as it would be signed."""

    disposition: str
    urgency_minutes: int
    pathway: str
    spoke: str
    specialty: str
    outcome_class: str
    agreed: bool
    requires: tuple[str, ...]
    missing: tuple[Missing, ...]


_ASK = {
    "callback": "When is the safety-net call, and who makes it?",
    "risk_acceptance": "Which risk is accepted, why, who agreed, and what triggers escalation? At least ten letters.",
    "senior_sign_off": "Which senior decides? Name and role, such as: Dr P Moon, consultant.",
    "safety_net": "What must make them ring again, and whom? At least ten letters.",
    "slot_confirmed": "Who confirmed the place, and when?",
    "red_flag_screen": "Which danger signs were found, and which are not excluded?",
    "warm_handover": "Who was spoken to onward, and when?",
    "next_day_check": "Who checks the outcome when the hub opens again?",
    "referrer_informed": "Who told the clinician whose plan is changed, or tried to, and when?",
    "reason": "Why is the advice not followed? A code, and words of at least ten letters.",
    "restricted_note": "What must not reach the home or family?",
    "shift_handover": "Who owns this case when the hub is closed?",
}


def weigh(
    advice: Advice,
    context: Context,
    answers: dict[str, Answer],
    draft: DispositionDraft,
    spokes: Collection[str],
) -> Weighed:
    """Hold `draft` against `advice`. Nothing is refused here: `missing` says what signing still needs.

    `spokes` are the ids of the area's spokes.
    """
    offered = {option.disposition: option for option in (advice.recommended, *advice.alternatives) if option}
    option = offered.get(draft.disposition)
    agreed = advice.recommended is not None and draft.disposition == advice.recommended.disposition
    kind = catalogue().kinds.get(draft.disposition, "")
    stays = kind == "community"
    requires = _required(advice, draft, option, agreed=agreed)
    return Weighed(
        disposition=draft.disposition,
        urgency_minutes=_urgency(draft, option),
        pathway=draft.pathway or _pathway(advice, option),
        spoke=(draft.spoke or (option.spoke if option else "") or context.spoke or "")
        if stays or _booked(kind)
        else "",
        specialty=draft.specialty or (option.specialty if option and option.specialty else ""),
        outcome_class=option.outcome_class if option else outcome_class(draft.disposition, answers),
        agreed=agreed,
        requires=tuple(name for name in requires if name != "safety_net"),  # a row of every decision, needed or not
        missing=tuple(_missing(draft, option, context, requires, kind, spokes)),
    )


def _booked(kind: str) -> bool:
    return kind == "hospital"


def _urgency(draft: DispositionDraft, option: Recommendation | None) -> int:
    usual = option.urgency_minutes if option else catalogue().urgency_minutes.get(draft.disposition, 120)
    return usual if draft.urgency_minutes is None else draft.urgency_minutes


def _pathway(advice: Advice, option: Recommendation | None) -> str:
    for candidate in (option, advice.recommended, advice.leaning):
        if candidate is not None and candidate.pathway:
            return candidate.pathway
    return "other"


def _required(
    advice: Advice, draft: DispositionDraft, option: Recommendation | None, *, agreed: bool
) -> tuple[str, ...]:
    """What must be recorded first. An emergency goes ahead at once: nobody waits for a senior to be named."""
    if catalogue().kinds.get(draft.disposition) == "emergency":
        asked = [name for name in option.requires if name != "senior_sign_off"] if option else []
        return tuple(dict.fromkeys(asked if agreed else [*asked, "reason"]))
    required = list(option.requires) if option else []
    if not agreed:
        required.append("reason")
    if advice.state == "senior_decision":
        required.append("senior_sign_off")
    if _overrules_danger(advice, draft, option):
        required += ["senior_sign_off", "risk_acceptance", "callback", "safety_net"]
    return tuple(dict.fromkeys(required))


def _overrules_danger(advice: Advice, draft: DispositionDraft, option: Recommendation | None) -> bool:
    """A danger sign is present and the decision is neither an emergency nor one that the advice offers for it."""
    return bool(advice.red_flags.present and option is None and catalogue().kinds.get(draft.disposition) != "emergency")


def _missing(
    draft: DispositionDraft,
    option: Recommendation | None,
    context: Context,
    requires: Iterable[str],
    kind: str,
    spokes: Collection[str],
) -> Iterable[Missing]:
    known = catalogue()
    if unknown := [name for name in draft.adjuncts if name not in known.adjuncts]:
        yield Missing("adjuncts", f"There is no such thing to arrange: {', '.join(unknown)}.")
    if draft.spoke and draft.spoke not in spokes:
        yield Missing("spoke", f"There is no spoke {draft.spoke!r}.")
    if not kind:
        yield Missing("disposition", f"There is no disposition {draft.disposition!r}.")
    if kind == "community" and not (draft.spoke or (option.spoke if option else "") or context.spoke):
        yield Missing("spoke", "Which spoke? The place is not known: ask for the postcode, or choose.")
    if draft.disposition == "emergency_specialty" and not (draft.specialty or (option and option.specialty)):
        yield Missing("specialty", "Which specialty?")
    for name in requires:
        if not _recorded(name, draft):
            yield Missing(name, _ASK.get(name, name))


def _recorded(name: str, draft: DispositionDraft) -> bool:
    match name:
        case "callback":
            return draft.callback_due is not None and bool(draft.callback_by.strip())
        case "senior_sign_off":
            return len(draft.senior.split()) >= NAME_AND_ROLE and len(draft.senior.strip()) >= SHORTEST_REASON
        case "safety_net":
            return len(draft.safety_net.strip()) >= SHORTEST_REASON
        case "reason" if catalogue().kinds.get(draft.disposition) == "emergency":
            return bool(draft.reason_code)  # more care than advised takes a code; words where there is time
        case "reason":
            return bool(draft.reason_code) and len(draft.reason.strip()) >= SHORTEST_REASON
        case "risk_acceptance":
            return len(draft.recorded.get(name, "").strip()) >= SHORTEST_REASON
        case _:
            return bool(draft.recorded.get(name, "").strip())
