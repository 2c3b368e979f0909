"""Codes as messages carry them: the same code list goes by several addresses, the same code by several spellings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from carecon.intake.element import Element

SNOMED: Final = "snomed"

PLACEHOLDER: Final = "1122334455"
"""A dummy that the published code lists give as their example of a code; it means nothing."""


@dataclass(frozen=True, slots=True)
class Coding:
    """A code, the short name of its list (see `list_name`), and the words sent with it."""

    system: str
    code: str
    display: str

    @property
    def words(self) -> str:
        """What to show: the words that came with it, else the code itself, never a guess."""
        return self.display or self.code


def list_name(address: str) -> str:
    """The short name of a code list, the same for every address it is known by.

    `http` or `https`, capitals, a slash or version behind it and a plural make no difference; SNOMED CT is `snomed`.
    """
    bare = re.sub(r"^https?://", "", address.strip().lower()).split("|")[0].rstrip("/")
    if bare.startswith(("snomed.info", "urn:oid:2.16.840.1.113883.6.96")):
        return SNOMED
    return bare.rpartition("/")[2].removesuffix("s")


def codings(concept: Element) -> tuple[Coding, ...]:
    """The codes of a CodeableConcept. One without a code is none; words of the concept stand in for missing ones."""
    found = concept.children("coding")
    words = concept.text("text") if len(found) == 1 else ""
    return tuple(
        Coding(list_name(coding.text("system")), coding.text("code"), coding.text("display") or words)
        for coding in found
        if coding.text("code")
    )


def concept_words(concept: Element) -> str:
    """A CodeableConcept in words: its text, else what its codes say."""
    return concept.text("text") or ", ".join(dict.fromkeys(coding.words for coding in codings(concept)))
