"""What is typed into the rows of a decision: read, kept, and put together into the draft that is signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from carecon.clinical.formats import datetime_text, in_zone, time_text
from carecon.clinical.typed_times import TypedTimeError, typed_moment
from carecon.desk.case_views import CaseOnDesk
from carecon.desk.drafts import DispositionDraft
from carecon.errors import BadInput
from carecon.screens.decision_rows import Deciding, DecisionRow, Kind, rows

_IN_DRAFT = frozenset({"callback_by", "reason", "senior", "safety_net"})
"""Rows whose text is a field of the draft of the same name."""

_CHOSEN = frozenset({"spoke", "specialty", "reason_code"})


def enter(deciding: Deciding, row: DecisionRow, text: str, zone: ZoneInfo, now: datetime) -> Deciding:
    """The decision after `text` was typed into `row`. Raises BadInput (`where`: the row) for what cannot be read."""
    if row.id in _CHOSEN:
        return replace(deciding, draft=_chosen(deciding.draft, row, text))
    if row.id == "callback_due":
        return _callback_due(deciding, text, zone, now)
    return keep_typed(deciding, row, text)


def keep_typed(deciding: Deciding, row: DecisionRow, text: str) -> Deciding:
    """The decision with `text` standing in `row` as it was typed."""
    return replace(deciding, typed={**deciding.typed, row.id: text})


def put_together(case: CaseOnDesk, deciding: Deciding) -> DispositionDraft:
    """The draft as the desk gets it: only what stands in a row now.

    What was typed for another choice is kept, in case that is chosen again, but it is no part of this decision.
    """
    shown = {row.id for row in rows(case, deciding) if row.kind is Kind.FIELD}
    draft = deciding.draft
    own = _IN_DRAFT | _CHOSEN | {"callback_due"}
    typed = {name: text.strip() for name, text in deciding.typed.items() if name in shown}
    text = {name: typed.get(name, "") for name in _IN_DRAFT}
    due = draft.callback_due if "callback_due" in shown else None
    return replace(
        draft,
        recorded=MappingProxyType({name: told for name, told in typed.items() if name not in own and told}),
        reason_code=draft.reason_code if "reason_code" in shown else "",
        reason=text["reason"],
        senior=text["senior"],
        safety_net=text["safety_net"],
        callback_due=due,
        callback_by=text["callback_by"] if due else "",
    )


def meant_choice(row: DecisionRow, text: str) -> str:
    """The id of the choice that was typed by its number, its id, or how it begins; empty where it is none of them."""
    wanted = text.strip().casefold()
    for number, (name, words) in enumerate(row.choices, 1):
        if wanted and (wanted in (str(number), name) or words.casefold().startswith(wanted)):
            return name
    return ""


def _chosen(draft: DispositionDraft, row: DecisionRow, text: str) -> DispositionDraft:
    choice = meant_choice(row, text)
    if text.strip() and not choice:
        raise BadInput(row.id, f"{row.words}: type a number from 1 to {len(row.choices)}, or how the words begin")
    match row.id:
        case "spoke":
            return replace(draft, spoke=choice)
        case "specialty":
            return replace(draft, specialty=choice)
        case _:
            return replace(draft, reason_code=choice)


def _callback_due(deciding: Deciding, text: str, zone: ZoneInfo, now: datetime) -> Deciding:
    if not text.strip():
        typed = {name: held for name, held in deciding.typed.items() if name != "callback_due"}
        return replace(deciding, typed=typed, draft=replace(deciding.draft, callback_due=None))
    try:
        due = typed_moment(text, zone, now, ahead=True)
    except TypedTimeError as error:
        raise BadInput("callback_due", str(error)) from None
    same_day = in_zone(due, zone).date() == in_zone(now, zone).date()
    typed = {**deciding.typed, "callback_due": time_text(due, zone) if same_day else datetime_text(due, zone)}
    return replace(deciding, typed=typed, draft=replace(deciding.draft, callback_due=due))
