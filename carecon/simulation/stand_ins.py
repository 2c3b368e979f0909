"""People with telling names, for cases that are told again later with somebody else in their place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from carecon.clinical.formats import date_text
from carecon.clinical.identifiers import format_nhs_number
from carecon.simulation.people import Population, SyntheticPerson

FAMILY, GIVEN, ADDRESS, PHONE, TOWN, HOME = (
    f"Standin{part}" for part in ("family", "given", "address", "phone", "town", "home")
)
"""What stands in a told case where something of the person will stand. No word that anybody writes contains these."""


class StandIns(Population):
    """A population whose people have the age, gender and place that a case needs, and nothing else of their own."""

    def somebody(self, today: date, ages: str, *, in_care_home: bool = False, beyond: bool = False) -> SyntheticPerson:
        """A stand-in. Nobody calls twice, and nobody lives together: that comes when the case is told again."""
        person = self.newcomer(today, ages, in_care_home=in_care_home, beyond=beyond)
        details = person.details.model_copy(
            update={"family_name": FAMILY, "given_name": GIVEN, "address": ADDRESS, "phone": PHONE}
        )
        place = person.place.model_copy(update={"town": TOWN})
        home = person.home.model_copy(update={"name": HOME}) if person.home else None
        return replace(person, details=details, place=place, home=home)


def tokens(person: SyntheticPerson) -> dict[str, str]:
    """What of that person may stand in a text, and the name of the hole it leaves."""
    details = person.details
    return {
        FAMILY: "family_name",
        FAMILY.upper(): "FAMILY_NAME",
        GIVEN: "given_name",
        ADDRESS: "address",
        PHONE: "phone",
        TOWN: "town",
        HOME: "home",
        details.postcode: "postcode",
        person.place.practice: "practice",
        details.nhs_number: "nhs_number",
        format_nhs_number(details.nhs_number): "nhs_number_spaced",
        person.born.isoformat(): "born",
        date_text(person.born): "born_in_words",
    }


def what_stands_there(person: SyntheticPerson) -> dict[str, str]:
    """What goes into each of those holes for that person."""
    details = person.details
    return {
        "family_name": details.family_name,
        "FAMILY_NAME": details.family_name.upper(),
        "given_name": details.given_name,
        "address": details.address,
        "phone": details.phone,
        "town": person.place.town,
        "home": person.home.name if person.home else "",
        "postcode": details.postcode,
        "practice": person.place.practice,
        "nhs_number": details.nhs_number,
        "nhs_number_spaced": format_nhs_number(details.nhs_number),
        "born": person.born.isoformat(),
        "born_in_words": date_text(person.born),
    }
