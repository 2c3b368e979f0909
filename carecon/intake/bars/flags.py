"""Flags of a request: whether the scene is safe, safeguarding, ReSPECT, reasonable adjustments and the like."""

from __future__ import annotations

from typing import Final

from carecon.intake.arrival import SentFlag
from carecon.intake.bundle import Bundle
from carecon.intake.coding import codings, concept_words
from carecon.intake.element import Element
from carecon.intake.warn import Warn

SCENE_SAFETY: Final = "SS"
_SCENE_SAFETY_WORDS: Final = "scene safety"
SCENE_CODES: Final[dict[str, bool | None]] = {"S": True, "U": False, "UNK": None}
"""BaRS code list `scene-safety-codes-bars`."""

_NOT_IN_FORCE: Final = ("inactive", "entered-in-error")


def read_flags(bundle: Bundle) -> tuple[SentFlag, ...]:
    """Every flag in force, one for each code of it."""
    return tuple(
        flag
        for resource in bundle.of_type("Flag")
        if resource.text("status").lower() not in _NOT_IN_FORCE
        for flag in _flags(resource)
    )


def scene_safe(flags: tuple[SentFlag, ...], warn: Warn) -> bool | None:
    """Whether the scene is safe: False where any flag says it is not, None where nothing clear is said."""
    said: list[bool | None] = []
    for flag in flags:
        if flag.category != SCENE_SAFETY:
            continue
        known = flag.code.upper() in SCENE_CODES
        said.append(SCENE_CODES[flag.code.upper()] if known else None)
        if not known:
            what = f"code {flag.code[:20]!r} is not on the list" if flag.code else f"only words: {flag.words[:80]!r}"
            warn(f"scene safety: {what}; taken as not known")
        elif said[-1] is False:
            warn(f"the scene is flagged as unsafe: {flag.words}")
    if False in said:
        return False
    return True if said and all(answer is True for answer in said) else None


def warn_of_flags(flags: tuple[SentFlag, ...], warn: Warn) -> None:
    """Say each flag that somebody must see before they act: all but scene safety, which is a fact."""
    for flag in flags:
        if flag.category != SCENE_SAFETY:
            warn(f"flag, {flag.category_words.lower() or flag.category}: {flag.words}")


def _flags(resource: Element) -> list[SentFlag]:
    categories = [coding for category in resource.children("category") for coding in codings(category)]
    category = categories[0].code.upper() if categories else ""
    category_words = categories[0].words.strip() if categories else concept_words(resource.child("category"))
    if category_words.lower() == _SCENE_SAFETY_WORDS:
        category = SCENE_SAFETY
    concept = resource.child("code")
    text, found = concept.text("text"), codings(concept)
    if not found:
        return [SentFlag(category, category_words, "", text or category_words or "no text")]
    return [SentFlag(category, category_words, coding.code, _words(coding.words, text)) for coding in found]


def _words(display: str, text: str) -> str:
    return f"{display}: {text}" if text and text != display else display
