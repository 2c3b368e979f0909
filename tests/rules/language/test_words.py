"""Everything that an area, a pack or the ids can put on a screen or into a note reads as words."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

from carecon.clinical.catalogue import catalogue
from carecon.clinical.facts import vocabulary
from carecon.clinical.formats import phrase

RAW = {
    *("sdec", "ed", "ct", "ucr", "lit", "eol", "mdt", "tia", "dvt", "svc", "svco", "dka", "hhs", "mscc", "jic", "gp"),
    *(
        "hcp",
        "uti",
        "ecg",
        "cfs",
        "efi",
        "iv",
        "acs",
        "pe",
        "gi",
        "dnacpr",
        "adrt",
        "lpa",
        "nhs111",
        "hiu",
        "egfr",
        "2h",
    ),
    *("48h", "12h", "72h", "sglt2", "news2"),
}
"""Abbreviations as ids have them. Said properly, in capitals and with their words, some of them may stand."""


def said() -> Iterator[str]:
    ids = catalogue()
    yield from (*ids.states, *ids.outcome_classes, *ids.specialties, *ids.pathways, *ids.kinds, *ids.kinds.values())
    yield from (*ids.adjuncts, *ids.requires, *ids.red_flags)
    yield from (spoke for spokes in ids.spokes.values() for spoke in spokes)
    yield from (choice for fact in vocabulary().facts.values() for choice in fact.choices)
    yield "hot_clinic"
    for entry in (files("carecon.rules") / "packs").iterdir():
        if entry.name.endswith(".toml"):
            for rule in tomllib.loads(entry.read_text(encoding="utf-8")).get("rule", ()):
                yield from _ids_in(rule.get("then", {}))
                yield from _ids_in(rule.get("may_settle_on", []))


def _ids_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in ("if", "unless", "waives", "keeps", "needed"):
                yield from _ids_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _ids_in(inner)
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize("name", sorted(set(said())))
def test_an_id_that_is_shown_reads_as_words(name: str) -> None:
    words = phrase(name).replace(",", " ").replace("(", " ").replace(")", " ").split()
    assert words
    assert RAW.isdisjoint(words)
    assert "_" not in phrase(name)


def test_the_way_to_an_attendance_is_said_in_full() -> None:
    assert phrase("sdec") == "same day emergency care"
    assert phrase("timed_ed_ct") == "emergency department for a CT scan at a set time"
