"""What the sender's triage came to: complaint, disposition, ambulance category, and the words it was summed up in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Final

import tomli

from carecon.intake.arrival import Code, Triage
from carecon.intake.bundle import Bundle
from carecon.intake.coding import PLACEHOLDER, Coding, codings, concept_words
from carecon.intake.element import Element
from carecon.intake.warn import Warn

LONGEST_SUMMARY: Final = 20_000
"""Characters kept of the clinical summary. The message itself is kept whole beside the case."""

AMBULANCE_CATEGORIES: Final = frozenset(
    ("C1", "C2", "C3", "C4", "C4T", "C5", "HCP1", "HCP2", "HCP3", "HCP4", "HP4T", "IFT1", "IFT2", "IFT3", "IFT4")
)
"""Ambulance Response Programme priorities, BaRS code list `arp-priority-codes`."""

_LISTS: Final = (
    ("dx-code", "disposition"),
    ("arp-priority", "category"),
    ("sg-code", "complaint"),
    ("sd-code", "complaint"),
    ("ampds", "complaint"),
)
_SHAPES: Final = (
    (re.compile(r"(?i)dx\d{2,6}"), "disposition"),
    (re.compile(r"(?i)s[gd]\d{3,6}"), "complaint"),
)

_PRESENTING_COMPLAINT: Final = "33962009"
"""SNOMED CT category of a Condition that is the presenting complaint, as BaRS examples have it."""


def read_triage(bundle: Bundle, request: Element, encounter: Element, plan: Element, warn: Warn) -> Triage:
    """Everything coded or written about why the person needs help and what the sender decided."""
    found: dict[str, dict[str, Coding]] = {"disposition": {}, "category": {}, "complaint": {}}
    placeholders = False
    for coding in _codings(request, encounter, plan):
        placeholders = placeholders or coding.code == PLACEHOLDER
        if coding.code != PLACEHOLDER and (kind := _kind(coding)):
            found[kind].setdefault(coding.code, coding)
    if placeholders:
        warn(f"code {PLACEHOLDER} is a placeholder of the code list and says nothing")
    dispositions = list(found["disposition"].values())
    if not dispositions and not found["category"]:
        warn("the message gives no disposition of the sender's own triage")
    if len(dispositions) > 1:
        warn(f"the message gives {len(dispositions)} dispositions: the first is taken")
    return Triage(
        disposition=_disposition(dispositions[0]) if dispositions else Code(),
        ambulance_category=_category(list(found["category"].values()), warn),
        complaints=tuple(
            Code(coding.code, coding.display) for coding in sorted(found["complaint"].values(), key=_general_first)
        ),
        complaint_words=tuple(_complaint_words(bundle, request, encounter)),
        summary=_summary(bundle, request, plan),
    )


def _codings(request: Element, encounter: Element, plan: Element) -> Iterator[Coding]:
    concepts = [
        concept for activity in plan.children("activity") for concept in activity.children("outcomeCodeableConcept")
    ]
    concepts += [activity.child("detail", "code") for activity in plan.children("activity")]
    concepts += [request.child("code"), *request.children("reasonCode"), *request.children("orderDetail")]
    concepts += encounter.children("reasonCode")
    for concept in concepts:
        yield from codings(concept)


def _kind(coding: Coding) -> str:
    by_list = next((kind for part, kind in _LISTS if part in coding.system), "")
    return by_list or next((kind for shape, kind in _SHAPES if shape.fullmatch(coding.code)), "")


def _general_first(coding: Coding) -> bool:
    """Symptom group before symptom discriminator, whatever their order in the message."""
    return coding.code.upper().startswith("SD")


def _disposition(coding: Coding) -> Code:
    code = re.sub(r"(?i)^dx(?=\d)", "Dx", coding.code)
    return Code(code, coding.display or _published_words().get(code, ""))


def _category(found: list[Coding], warn: Warn) -> Code:
    if not found:
        return Code()
    code = found[0].code.upper()
    if code not in AMBULANCE_CATEGORIES:
        warn(f"ambulance category {found[0].code[:20]!r} is not on the list: shown as sent")
    return Code(code, found[0].display)


def _complaint_words(bundle: Bundle, request: Element, encounter: Element) -> Iterator[str]:
    """The complaint where nothing is coded: of presenting complaints, and of why the request was made."""
    for condition in bundle.of_type("Condition"):
        kinds = {coding.code for category in condition.children("category") for coding in codings(category)}
        if _PRESENTING_COMPLAINT in kinds and (words := concept_words(condition.child("code"))):
            yield words
    for concept in (*request.children("reasonCode"), *encounter.children("reasonCode")):
        says_nothing = any(coding.code == PLACEHOLDER for coding in codings(concept))
        if not says_nothing and (words := concept_words(concept)):
            yield words


def _summary(bundle: Bundle, request: Element, plan: Element) -> str:
    texts = [
        concept.text("text", LONGEST_SUMMARY)
        for activity in plan.children("activity")
        for concept in activity.children("outcomeCodeableConcept")
        if not concept.children("coding")
    ]
    texts += [plan.text("description", LONGEST_SUMMARY)]
    texts += [note.text("text", LONGEST_SUMMARY) for held in (plan, request) for note in held.children("note")]
    texts += [
        payload.text("contentString", LONGEST_SUMMARY)
        for communication in bundle.of_type("Communication")
        for payload in communication.children("payload")
    ]
    return "\n\n".join(dict.fromkeys(text for text in texts if text))[:LONGEST_SUMMARY]


@cache
def _published_words() -> dict[str, str]:
    declared = tomli.loads((files("carecon.intake.bars") / "dispositions.toml").read_text(encoding="utf-8"))
    words: dict[str, str] = declared["words"]
    return words
