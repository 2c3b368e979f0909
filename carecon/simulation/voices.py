"""Who is on the line of each case, and what they know that nobody has written down yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from random import Random
from uuid import UUID

from carecon.clinical.answers import NOT_KNOWN, NOT_KNOWN_ID, Answer, answers_from, check_value, to_json
from carecon.clinical.facts import vocabulary
from carecon.clinical.formats import value_words
from carecon.desk.answers import note
from carecon.desk.hub import Hub
from carecon.desk.people import AtDesk, system
from carecon.desk.queue import read_case
from carecon.record.case_view import CaseView
from carecon.record.queue_view import QueueRow
from carecon.simulation.calls import Call
from carecon.simulation.families import Family, families
from carecon.simulation.observations import NEEDS_KIT, first_set

IN_ONE_BREATH = 6
"""How many answers a caller gives to whoever is on the line before they must be asked on."""

BREATHES = timedelta(seconds=25)
"""How long a caller then waits. Not made shorter by a faster shift: it is a person who listens."""


@dataclass(slots=True)
class Voice:
    """Somebody on the line: what they tell when asked on, and what only when asked for by name."""

    untold: dict[str, Answer] = field(default_factory=dict)
    by_name: dict[str, Answer] = field(default_factory=dict)
    speaks_again_at: datetime | None = None

    def answers(self, facts: Iterable[str]) -> list[Answer]:
        """What they answer to those very questions."""
        known = self.by_name | self.untold
        return [known.get(fact, Answer(fact, NOT_KNOWN)) for fact in facts]

    def breath(self) -> list[Answer]:
        """The next few things that they say."""
        return list((self.untold or self.by_name).values())[:IN_ONE_BREATH]

    def heard(self, answers: Iterable[Answer]) -> None:
        """Somebody has asked, and knows these now."""
        for given in answers:
            self.untold.pop(given.fact, None)
            self.by_name.pop(given.fact, None)


class Voices:
    """The callers of all open cases. What those of cases from before the shift know is made up when first asked for."""

    def __init__(self, hub: Hub, reader: AtDesk, random: Random) -> None:
        """Read cases as `reader`; the callers' own words are written down under the name `caller`."""
        self._hub, self._reader, self._random, self._caller = hub, reader, random, system("caller")
        self._voices: dict[UUID, Voice] = {}

    def put_through(self, case_id: UUID, call: Call) -> None:
        """The caller of that call is on the line of that case."""
        self._voices[case_id] = Voice(_by_fact(call.when_asked), _by_fact(call.by_name))

    def hang_up(self, case_id: UUID) -> None:
        """Nobody is to be asked any more."""
        self._voices.pop(case_id, None)

    def of(self, case_id: UUID) -> Voice:
        """Who is on the line of that case."""
        if case_id not in self._voices:
            self._voices[case_id] = self._made_up(read_case(self._hub, self._reader, case_id))
        return self._voices[case_id]

    def speak_to(self, rows: Iterable[QueueRow], colleagues: frozenset[str]) -> None:
        """Let callers talk to people: whoever is no simulated colleague and has a case hears what its caller knows."""
        now = self._hub.clock.now()
        for row in rows:
            if not row.owner or row.owner in colleagues or row.status == "handed_over":
                continue
            voice = self.of(row.case_id)
            if voice.breath() and (voice.speaks_again_at is None or voice.speaks_again_at <= now):
                said = voice.breath()
                voice.heard(said)
                voice.speaks_again_at = now + BREATHES
                note(self._hub, self._caller, row.case_id, self._in_words(said))

    def _made_up(self, view: CaseView) -> Voice:
        """The family is known by the reason for the call; a case of none was opened by somebody at a console."""
        family = _families_by_reason().get(view.reason)
        voice = Voice()
        if family is None:
            return voice
        known = {fact: to_json(value) for fact, value in answers_from(view.answers).items()}
        _, evident = first_set(self._random, family.observations, {})
        for fact, reading in evident.items():
            if fact not in view.facts:
                voice.untold[fact] = Answer(fact, check_value(vocabulary()[fact], reading))
        if evident and not view.facts.keys() >= NEEDS_KIT:
            voice.by_name["observations_not_possible"] = Answer("observations_not_possible", "no_equipment")
        for fact, draw in family.when_asked.items():
            told, value = draw.is_told(self._random), draw.draw(self._random, known)
            if value is None or fact in view.facts:
                continue
            if value != NOT_KNOWN_ID:
                known[fact] = value
            answers = voice.untold if told else voice.by_name
            answers[fact] = Answer(fact, check_value(vocabulary()[fact], value))
        return voice

    def _in_words(self, answers: Iterable[Answer]) -> str:
        sentences = [
            f"{vocabulary()[one.fact].label}: {value_words(vocabulary()[one.fact], one.value, self._hub.area.zone)}."
            for one in answers
        ]
        return "On the line, when asked: " + " ".join(sentences)


@cache
def _families_by_reason() -> dict[str, Family]:
    return {reason: family for family in families().values() for reason in family.reason}


def _by_fact(answers: Iterable[Answer]) -> dict[str, Answer]:
    return {given.fact: given for given in answers}
