"""A decision being made, as rows: what is advised first, what else could be chosen, what goes with it, what is missing.

Pure: the rows follow from the case, the draft and what the desk says must be recorded. The desk has the last word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from carecon.clinical.formats import phrase
from carecon.desk.case_views import CaseOnDesk, Recommendation
from carecon.desk.drafts import DispositionDraft

OWN_FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "callback": ("callback_due", "callback_by"),
        "reason": ("reason_code", "reason"),
        "senior_sign_off": ("senior",),
    }
)
"""What must be recorded and has rows of its own; anything else is one row of text in `recorded`."""


class Kind(StrEnum):
    """What a row of the decision is for."""

    OPTION = "option"
    ANOTHER = "another"
    HEADING = "heading"
    ADJUNCT = "adjunct"
    FIELD = "field"
    SIGN = "sign"


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One row. `id`: the disposition, adjunct or field. `number`: the digit that chooses it. `on`: chosen or ticked.

    `value` is what a field holds as it was typed; `missing`: it must be there before signing. `choices`: id to words.
    """

    kind: Kind
    id: str
    words: str
    remark: str = ""
    number: int = 0
    on: bool = False
    value: str = ""
    missing: bool = False
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> str:
        """Its key in the list."""
        return f"{self.kind}/{self.id}"


@dataclass(frozen=True, slots=True)
class Deciding:
    """Everything that was chosen and typed so far. `typed` holds fields as typed, by row id.

    `by_hand`: adjuncts that somebody ticked; the others came along with the advice for the disposition chosen now.
    """

    draft: DispositionDraft
    typed: Mapping[str, str]
    opened: bool = False
    requires: tuple[str, ...] | None = None
    more_adjuncts: bool = False
    by_hand: tuple[str, ...] = ()


def begin(case: CaseOnDesk, signer: str) -> Deciding:
    """A decision not made yet: what is recommended is chosen already, if anything is."""
    empty = Deciding(DispositionDraft("", seen_seq=case.view.seq), {"callback_by": signer} if signer else {})
    best = case.advice.recommended
    return choose(case, empty, best.disposition) if best is not None else empty


def choose(case: CaseOnDesk, deciding: Deciding, disposition: str) -> Deciding:
    """Choose a disposition; what was typed or ticked by hand stays.

    What goes with the advice for it comes along, and what came along with another one goes.
    """
    option = option_of(case, disposition)
    draft = replace(
        deciding.draft,
        disposition=disposition,
        pathway=option.pathway if option else "",
        spoke=(option.spoke or "") if option else _usual_spoke(case),
        specialty=(option.specialty or "") if option else "",
        adjuncts=tuple(dict.fromkeys((*(option.adjuncts if option else ()), *deciding.by_hand))),
    )
    return replace(deciding, draft=draft, requires=None)


def tick(deciding: Deciding, adjunct: str) -> Deciding:
    """Tick an adjunct, or take the tick away."""
    have = deciding.draft.adjuncts
    on = adjunct not in have
    ticked = tuple(name for name in have if name != adjunct)
    by_hand = tuple(name for name in deciding.by_hand if name != adjunct)
    return replace(
        deciding,
        draft=replace(deciding.draft, adjuncts=(*ticked, adjunct) if on else ticked),
        by_hand=(*by_hand, adjunct) if on else by_hand,
    )


def option_of(case: CaseOnDesk, disposition: str) -> Recommendation | None:
    """What the advice says of that disposition, if it offers it."""
    return next((option for option, _ in offered(case) if option.disposition == disposition), None)


def offered(case: CaseOnDesk) -> Sequence[tuple[Recommendation, str]]:
    """What the advice offers, the best first, each with what it is."""
    advice = case.advice
    first = [(advice.recommended, "recommended")] if advice.recommended else []
    if not first and advice.leaning is not None:
        first = [(advice.leaning, f"leaning, {len(advice.ask)} questions open")]
    return [*first, *((option, "alternative") for option in advice.alternatives)]


def required(case: CaseOnDesk, deciding: Deciding) -> tuple[str, ...]:
    """What must be recorded: as the desk said for this choice, or until it has, as the advice says."""
    if deciding.requires is not None:
        return deciding.requires
    option, best = option_of(case, deciding.draft.disposition), case.advice.recommended
    agreed = best is not None and best.disposition == deciding.draft.disposition
    return (*(option.requires if option else ()), *(() if agreed or not deciding.draft.disposition else ("reason",)))


def rows(case: CaseOnDesk, deciding: Deciding) -> list[DecisionRow]:
    """The decision from top to bottom."""
    made = [*_options(case, deciding)]
    if deciding.draft.disposition:
        made += [*_adjuncts(case, deciding), DecisionRow(Kind.HEADING, "recorded", "To be recorded")]
        made += _fields(case, deciding)
    return [*made, DecisionRow(Kind.SIGN, "sign", "Sign and hand over")]


def first_missing(made: Iterable[DecisionRow]) -> DecisionRow | None:
    """The first row that must be filled before signing."""
    return next((row for row in made if row.missing), None)


# ------------------------------------------------------------------------------------------------ the parts


def _options(case: CaseOnDesk, deciding: Deciding) -> Iterable[DecisionRow]:
    chosen, number, shown = deciding.draft.disposition, 0, set()
    for option, remark in offered(case):
        number += 1
        shown.add(option.disposition)
        yield _option(case, option.disposition, remark, number, chosen)
    outside = chosen if chosen and chosen not in shown else ""
    if outside and not deciding.opened:
        number += 1
        yield _option(case, outside, "against the advice", number, chosen)
    yield DecisionRow(Kind.ANOTHER, "another", "another ...", "takes a reason", number + 1, on=deciding.opened)
    if deciding.opened:
        for choice in case.menu.dispositions:
            if choice.id not in shown:
                yield _option(case, choice.id, choice.kind, 0, chosen)


def _option(case: CaseOnDesk, disposition: str, remark: str, number: int, chosen: str) -> DecisionRow:
    # Words of an option that is advised say spoke and urgency as well; the line draws them from the case.
    return DecisionRow(Kind.OPTION, disposition, phrase(disposition), remark, number, on=disposition == chosen)


def _adjuncts(case: CaseOnDesk, deciding: Deciding) -> Iterable[DecisionRow]:
    option, ticked = option_of(case, deciding.draft.disposition), deciding.draft.adjuncts
    advised = option.adjuncts if option else ()
    near = tuple(dict.fromkeys((*advised, *ticked)))
    rest = tuple(name for name in case.menu.adjuncts if name not in near)
    yield DecisionRow(Kind.HEADING, "also", "Also")
    for name in (*near, *(rest if deciding.more_adjuncts else ())):
        remark = "advised" if name in advised else ""
        yield DecisionRow(Kind.ADJUNCT, name, case.menu.adjuncts.get(name, phrase(name)), remark, on=name in ticked)
    if rest and not deciding.more_adjuncts:
        yield DecisionRow(Kind.ADJUNCT, "", f"more to go with it ({len(rest)})")


def _fields(case: CaseOnDesk, deciding: Deciding) -> Iterable[DecisionRow]:
    draft = deciding.draft
    kind = next((choice.kind for choice in case.menu.dispositions if choice.id == draft.disposition), "")
    if kind in ("community", "hospital"):
        yield _field(deciding, "spoke", "Spoke", needed=kind == "community", choices=tuple(case.menu.spokes.items()))
    if draft.disposition == "emergency_specialty":
        specialties = tuple((name, phrase(name)) for name in case.menu.specialties)
        yield _field(deciding, "specialty", "Specialty", needed=True, choices=specialties)
    for name in required(case, deciding):
        words = case.menu.requires.get(name, phrase(name))
        match name:
            case "callback":
                yield _field(deciding, "callback_due", "Call-back at", needed=True)
                yield _field(deciding, "callback_by", "Call-back by", needed=True)
            case "reason":
                reasons = tuple(case.menu.reasons.items())
                yield _field(deciding, "reason_code", "Why not as advised", needed=True, choices=reasons)
                yield _field(deciding, "reason", "In words", needed=kind != "emergency")
            case "senior_sign_off":
                yield _field(deciding, "senior", "Senior (name, role)", needed=True)
            case _:
                yield _field(deciding, name, words[:1].upper() + words[1:], needed=True)
    yield _field(deciding, "safety_net", "Safety-net advice given", needed=False)


def _field(
    deciding: Deciding, name: str, words: str, *, needed: bool, choices: tuple[tuple[str, str], ...] = ()
) -> DecisionRow:
    draft = deciding.draft
    chosen = {"spoke": draft.spoke, "specialty": draft.specialty, "reason_code": draft.reason_code}
    value = chosen[name] if name in chosen else deciding.typed.get(name, "")
    there = draft.callback_due is not None if name == "callback_due" else bool(value.strip())
    return DecisionRow(Kind.FIELD, name, words, value=value, missing=needed and not there, choices=choices)


def _usual_spoke(case: CaseOnDesk) -> str:
    for option, _ in offered(case):
        if option.spoke:
            return option.spoke
    return ""
