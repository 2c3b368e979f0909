"""How a simulated clinician decides: mostly as advised, sometimes not, with all that must be recorded first."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from carecon.desk.advising import advise_case, facts_for_rules
from carecon.desk.drafts import DispositionDraft
from carecon.desk.hub import Hub
from carecon.desk.people import AtDesk
from carecon.desk.weighing import weigh
from carecon.record.case_view import CaseView
from carecon.rules.advice import Advice
from carecon.simulation.observations import NEEDS_KIT
from carecon.simulation.staff import staff

AGAINST_THE_ADVICE = 0.07
"""How often a simulated clinician takes one of the alternatives."""

CALLED_BACK_AFTER = timedelta(minutes=90)
"""When the safety-net call is planned where one is required."""

UNTIL_SOMETHING_IS_KNOWN = "planned_attendance"
"""Decided where the advice has no answer at all: somebody looks at the person, by appointment."""


QUESTIONS_AGAIN = 4
"""How often new questions are put after the answers to the last ones, before a decision is made as things stand."""


def still_open(view: CaseView, advice: Advice) -> list[str]:
    """The questions that the advice would have asked, and nobody has yet. Readings that are missing count as one."""
    asked = dict.fromkeys(
        "observations_not_possible" if question.fact in NEEDS_KIT else question.fact for question in advice.ask
    )
    return [fact for fact in asked if fact not in view.facts]


def draft_decision(hub: Hub, who: AtDesk, view: CaseView, random: Random, at: datetime) -> DispositionDraft:
    """A decision on the case as it stands, complete enough to be signed."""
    advice, context = advise_case(hub, view, at)
    draft = replace(_chosen(random, advice), seen_seq=view.seq, safety_net=staff().word(random, "safety_net"))
    weighed = weigh(advice, context, facts_for_rules(hub, view), draft, hub.area.spokes)
    missing = {item.where for item in weighed.missing}
    if "callback" in missing:
        draft = replace(draft, callback_due=at + CALLED_BACK_AFTER, callback_by=who.name)
    if "senior_sign_off" in missing:
        draft = replace(draft, senior=random.choice(staff().seniors))
    if "reason" in missing:
        reason = random.choice(staff().disagreed)
        draft = replace(draft, reason_code=reason.code, reason=reason.words)
    if "spoke" in missing:
        draft = replace(draft, spoke=next(iter(hub.area.spokes)))
    if "specialty" in missing:
        draft = replace(draft, specialty="other")
    recorded = {name: random.choice(words) for name, words in staff().recorded.items() if name in missing}
    return replace(draft, recorded=recorded)


def _chosen(random: Random, advice: Advice) -> DispositionDraft:
    differs, which = random.random() < AGAINST_THE_ADVICE, random.random()
    option = advice.recommended or advice.leaning
    if differs and advice.alternatives and not advice.red_flags.present:
        option = advice.alternatives[int(which * len(advice.alternatives))]
    if option is None:
        return DispositionDraft(UNTIL_SOMETHING_IS_KNOWN)
    return DispositionDraft(option.disposition, adjuncts=option.adjuncts, specialty=option.specialty or "")
