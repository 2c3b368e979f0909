"""Areas are configuration: whole outward codes, ranges, neighbours, and errors that name the key."""

from __future__ import annotations

from pathlib import Path

import pytest

from carecon.area.area import load_area, read_area, shipped_areas
from carecon.clinical.catalogue import catalogue
from carecon.errors import BadInput

SMALL = """
[area]
id = "islands"
title = "Islands"
version = "1"
time_zone = "Europe/London"
[hours]
every_day = "08:00-20:00"
[service.ucr_2h]
title = "Two-hour team"
capacity = 4
[[spoke]]
id = "main"
name = "Main island"
districts = ["TR21-TR23"]
practices = ["L99999"]
channel = "email"
contact = "main@example.invalid"
[spoke.service.ucr_2h]
hours = "09:00-17:00"
contact = "07700 900000"
[[spoke]]
id = "off"
name = "Off islands"
districts = ["TR24", "TR25"]
"""


def test_two_areas_ship_and_their_spokes_are_those_of_the_ids() -> None:
    assert shipped_areas() == ("coventry", "devon")
    for name in shipped_areas():
        assert tuple(load_area(name).spokes) == catalogue().spokes[name]


@pytest.mark.parametrize(
    ("district", "spoke"),
    [
        ("EX1", "north_eastern"),
        ("EX7", "south"),
        ("EX24", "north_eastern"),
        ("EX23", None),
        ("PL9", "western"),
        ("PL12", None),
        ("PL16", "western"),
        ("PL19", "western"),
        ("PL22", None),
        ("TQ14", "south"),
        ("TA1", None),
    ],
)
def test_devon_is_decided_by_the_whole_outward_code(district: str, spoke: str | None) -> None:
    assert load_area("devon").spoke_of_district(district) == spoke


def test_a_place_outside_names_whom_to_speak_to() -> None:
    neighbour = load_area("devon").neighbour_of("PL12")
    assert neighbour is not None
    assert neighbour.name == "Cornwall"


def test_every_community_service_of_a_shipped_area_says_who_gives_it() -> None:
    community = {name for name, kind in catalogue().kinds.items() if kind == "community"} - {"self_care"}
    for area in map(load_area, shipped_areas()):
        assert community <= set(area.services)


def test_a_spoke_has_the_services_of_its_area_with_its_own_hours_and_contacts() -> None:
    area = read_area(SMALL, "islands.toml")
    own, common = area.service("ucr_2h", "main"), area.service("ucr_2h", "off")
    assert own is not None
    assert common is not None
    assert (own.title, own.contact, own.channel, own.capacity) == ("Two-hour team", "07700 900000", "email", 4)
    assert own.hours != common.hours
    assert area.service("ucr_2h", None) == area.services["ucr_2h"]
    assert area.service("virtual_ward", "main") is None


def test_an_area_file_of_a_deployment_is_read_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "islands.toml"
    path.write_text(SMALL, encoding="utf-8")
    assert load_area(path).spoke_of_practice("L99999") == "main"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (('"TR24", "TR25"', '"TR23", "TR25"'), "TR23 is served by both main and off"),
        (('"TR21-TR23"', '"TR21-EX3"'), "outward codes"),
        (('"Europe/London"', '"Europe/Londn"'), "not a time zone"),
        (("[service.ucr_2h]", "[service.ucr2h]"), "did you mean ucr_2h"),
        (('name = "Main island"', 'nmae = "Main island"'), "name: is missing"),
        (("capacity = 4", "capacity = -4"), "capacity"),
        (('title = "Islands"', 'title = "Islands"\ncolour = "blue"'), "colour: is not a key"),
        (("[hours]", "[pause]\nreturns_sources = ['ambulance_stak']\n[hours]"), "did you mean ambulance_stack"),
        (("[hours]", "[answer_within_minutes]\ncare_hom = 3\n[hours]"), "did you mean care_home"),
    ],
)
def test_what_is_wrong_in_an_area_file_is_told_with_its_key(change: tuple[str, str], told: str) -> None:
    with pytest.raises(BadInput, match=r"islands\.toml") as refused:
        read_area(SMALL.replace(*change, 1), "islands.toml")
    assert told in str(refused.value)


def test_an_area_that_nobody_knows_is_refused_with_those_that_ship() -> None:
    with pytest.raises(BadInput, match="coventry, devon"):
        load_area("atlantis")


def test_a_file_that_is_not_there_is_told_by_its_path(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        load_area(tmp_path / "none.toml")
