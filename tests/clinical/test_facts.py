"""The vocabulary as it ships."""

from __future__ import annotations

import tomllib

import pytest

from carecon.clinical.facts import Fact, FactKind, data_text, vocabulary

VOCABULARY = vocabulary()
FACTS = list(VOCABULARY.facts.values())


def test_the_vocabulary_knows_its_facts_by_id() -> None:
    assert "spo2" in VOCABULARY
    assert "spo3" not in VOCABULARY
    assert VOCABULARY["spo2"].unit == "%"
    assert VOCABULARY["spo2"].snomed == "103228002"


def test_a_fact_that_is_not_there_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        VOCABULARY["spo3"]


def test_facts_stand_in_their_sections_in_the_order_of_declaration() -> None:
    assert [fact for section in VOCABULARY.sections.values() for fact in section] == sorted(
        FACTS, key=lambda fact: list(VOCABULARY.sections).index(fact.section)
    )
    assert set(VOCABULARY.sections) == set(VOCABULARY.section_titles)


def test_messages_call_a_fact_by_its_short_name_where_clinicians_do() -> None:
    assert VOCABULARY["spo2"].name == "SpO2"
    assert VOCABULARY["head_injury"].name == "Head injury"


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.id)
def test_every_fact_can_be_asked_and_shown(fact: Fact) -> None:
    assert 0 < len(fact.label) <= 40
    assert 0 < len(fact.ask) <= 90
    assert fact.ask.endswith("?")
    assert bool(fact.choices) == (fact.kind is FactKind.CHOICE)
    assert not fact.many or fact.kind is FactKind.CHOICE
    if fact.kind is FactKind.NUMBER:
        assert fact.minimum is not None
        assert fact.maximum is not None
        low, high = fact.warn or (fact.minimum, fact.maximum)
        assert fact.minimum <= low < high <= fact.maximum


def test_labels_and_questions_tell_facts_apart() -> None:
    assert len({fact.label for fact in FACTS}) == len(FACTS)
    assert len({fact.ask for fact in FACTS}) == len(FACTS)


def test_codes_belong_to_one_fact_and_to_choices_that_exist() -> None:
    codes = [fact.snomed for fact in FACTS if fact.snomed]
    assert len(set(codes)) == len(codes)
    for fact in FACTS:
        assert set(fact.snomed_choices) <= set(fact.choices)


def test_every_fact_that_the_ids_speak_of_exists() -> None:
    ids = tomllib.loads(data_text("ids.toml"))
    named = {fact for flag in ids["red_flag"].values() for fact in flag["facts"]}
    for needed in ids["needed"]:
        for fact in needed["facts"]:
            named.update([fact] if isinstance(fact, str) else fact)
        named.update(needed.get("when", {}))
    assert named <= set(VOCABULARY.facts)
