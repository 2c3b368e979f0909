"""The ids as shipped hang together: every id that one table names is declared in another."""

from __future__ import annotations

from carecon.clinical.catalogue import catalogue
from carecon.clinical.facts import vocabulary


def test_danger_signs_name_facts_and_dispositions_that_exist() -> None:
    known = catalogue()
    for flag in known.red_flags.values():
        assert set(flag.facts) <= set(vocabulary().facts), flag.id
        assert set(flag.may_settle_on) | set(flag.settles_on) <= set(known.kinds), flag.id
        assert flag.specialty is None or flag.specialty in known.specialties, flag.id
        assert all(known.kinds[emergency] == "emergency" for emergency in flag.settles_on), flag.id


def test_every_disposition_but_a_return_says_by_when() -> None:
    known = catalogue()
    assert set(known.urgency_minutes) == {name for name, kind in known.kinds.items() if kind != "return"}


def test_needed_rows_and_waivers_name_facts_and_rows_that_exist() -> None:
    known, facts = catalogue(), set(vocabulary().facts)
    names = {row.name for row in known.needed}
    for row in known.needed:
        assert {fact for entry in row.facts for fact in entry} | set(row.when) <= facts, row.name
    for waiver in known.waived:
        assert set(waiver.when) <= facts
        assert set(waiver.waives) - {"all"} | set(waiver.keeps) <= names


def test_a_death_waives_everything_but_its_own_row() -> None:
    of_death = next(waiver for waiver in catalogue().waived if "all" in waiver.waives)
    assert of_death.lifts("person and place")
    assert not of_death.lifts("death")
