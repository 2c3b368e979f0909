"""A case as it lies on somebody's desk: its view, the advice on it, and every id of that advice in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from carecon.area.context import Context
from carecon.clinical.catalogue import catalogue
from carecon.clinical.formats import phrase
from carecon.desk.advising import advise_case, context_for, facts_for_rules
from carecon.desk.case_views import CaseOnDesk, DecisionMenu, DispositionChoice, FlagWords, NeededRow
from carecon.desk.hub import Hub
from carecon.desk.people import Act, AtDesk
from carecon.record.case_view import CaseView
from carecon.rules.advice import Advice
from carecon.rules.questioning.evidence import all_evidence
from carecon.rules.questioning.fact_states import FactStates
from carecon.rules.questioning.look_ahead import look_ahead
from carecon.rules.ruleset import Ruleset
from carecon.rules.steps.findings import find

LOOKED_AHEAD = 6
"""Of so many questions, the first ones, it is worked out what every answer would change: as many as are read."""


def case_on_desk(hub: Hub, who: AtDesk, view: CaseView, advice: Advice | None = None) -> CaseOnDesk:
    """The case for `who`, with advice as of now unless it was just worked out."""
    if advice is None:
        advice, context = advise_case(hub, view)
    else:
        context = context_for(hub, view)
    option = advice.recommended or advice.leaning
    spoke = hub.area.spokes.get(option.spoke) if option and option.spoke else None
    words = words_of(hub.ruleset)
    facts = facts_for_rules(hub, view)
    found = find(facts, context, hub.ruleset)
    ahead = look_ahead(facts, context, hub.ruleset, advice.ask[:LOOKED_AHEAD])
    return CaseOnDesk(
        view=view,
        advice=replace(advice, ask=(*ahead, *advice.ask[LOOKED_AHEAD:])),
        needed=tuple(NeededRow(row.name, row.facts, row.open) for row in found.needed.rows),
        because=words.because,
        flags=MappingProxyType({**words.flags, **_raised(hub, view, context, words, advice)}),
        states=FactStates(found).to_show(),
        menu=words.menu,
        spoke_name=spoke.name if spoke else "",
        ruleset_title=hub.ruleset.title,
        mine=view.owner == who.actor and who.may(Act.DECIDE),
        may_write=who.may(Act.ANSWER) and view.status.is_open,
    )


def _raised(hub: Hub, view: CaseView, context: Context, words: RulesetWords, advice: Advice) -> dict[str, FlagWords]:
    """Signs that are present, each with the answers and reasons that raised it here: not all it could be raised by."""
    raised = advice.red_flags.raised_by
    rules = [rule for by in raised.values() for rule in by]
    found = all_evidence(rules, facts_for_rules(hub, view), context, hub.ruleset)
    return {
        flag_id: replace(
            words.flags[flag_id],
            because=" ".join(hub.ruleset.rule(rule).because for rule in by),
            evidence=tuple(dict.fromkeys(fact for rule in by for fact in found[rule])),
        )
        for flag_id, by in raised.items()
    }


@dataclass(frozen=True, slots=True)
class RulesetWords:
    """What a ruleset says in words: sentences by rule id, danger signs by id, and everything that can be decided."""

    because: Mapping[str, str]
    flags: Mapping[str, FlagWords]
    menu: DecisionMenu


_WORDS: dict[str, RulesetWords] = {}
"""By the hash of the ruleset: worked out once, asked for on every key."""


def words_of(ruleset: Ruleset) -> RulesetWords:
    """The words of a ruleset."""
    if ruleset.hash not in _WORDS:
        flags = (ruleset.flag(flag_id) for flag_id in catalogue().red_flags)
        _WORDS[ruleset.hash] = RulesetWords(
            because=MappingProxyType({rule.id: rule.because for rule in ruleset.rules.values()}),
            flags=MappingProxyType({flag.id: FlagWords(flag.title, flag.because, flag.facts) for flag in flags}),
            menu=_menu(ruleset),
        )
    return _WORDS[ruleset.hash]


def _menu(ruleset: Ruleset) -> DecisionMenu:
    known = catalogue()
    return DecisionMenu(
        dispositions=tuple(
            DispositionChoice(name, phrase(name), kind, known.urgency_minutes.get(name, 120))
            for name, kind in known.kinds.items()
        ),
        adjuncts=MappingProxyType({name: phrase(name) for name in known.adjuncts}),
        requires=MappingProxyType({name: phrase(name) for name in known.requires}),
        spokes=MappingProxyType({spoke.id: spoke.name for spoke in ruleset.area.spokes.values()}),
        specialties=known.specialties,
    )
