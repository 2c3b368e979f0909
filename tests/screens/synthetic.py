"""Made-up people and calls for the screens to show. NHS numbers are of the 999 range, which nobody has."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from carecon.clinical.answers import Answer, Value
from carecon.desk.case_views import CaseStatus, CaseView, FactView, NoteView, PersonView
from carecon.desk.people import AtDesk, Role
from carecon.desk.views import QueueCounts, QueuePage, QueueRow
from carecon.record.entry import Actor

NOW = datetime(2024, 1, 16, 10, 12, tzinfo=UTC)
ZONE = ZoneInfo("Europe/London")
HALE = AtDesk(Actor("rhale", "devon-hub"), "R Hale", Role.CLINICIAN)
RAO = AtDesk(Actor("jrao", "devon-hub"), "J Rao", Role.CLINICIAN)


def minutes(count: float) -> timedelta:
    """So many minutes."""
    return timedelta(minutes=count)


def uuid(number: int) -> UUID:
    """The identifier of the case of that number."""
    return UUID(int=number)


def row(number: int, name: str = "Ada FENWICK", **given: object) -> QueueRow:
    """An open case of the queue; `given` replaces any of its values."""
    first, _, family = name.partition(" ")
    values: dict[str, object] = {
        "case_id": uuid(number),
        "reference": f"K7F-{number:03}",
        "lane": "home",
        "priority": 3,
        "priority_reason": "a care home waits",
        "received_at": NOW - minutes(4),
        "breach_at": NOW + minutes(40),
        "status": "waiting",
        "source": "care_home",
        "family_name": family,
        "given_name": first,
        "title": "Mrs",
        "born": date(1937, 5, 4),
        "age_years": 86,
        "gender": "female",
        "postcode_district": "TQ12",
        "spoke": "south",
        "problem": "fall",
        "flags": (),
        "owner_name": "",
        "owner": "",
        "location": "3 Orchard Row, Newton Abbot",
        "callback": "07700 900123",
        "reason": "slid from bed, up and walking, third fall in a month",
    }
    return QueueRow(**(values | given))  # type: ignore[arg-type]


def shift() -> list[QueueRow]:
    """A morning's queue, in its order."""
    return [
        row(
            1,
            "Ada FENWICK",
            lane="crew",
            priority=1,
            priority_reason="danger sign not excluded",
            source="paramedic_on_scene",
            breach_at=NOW + minutes(16),
            flags=("frail",),
        ),
        row(
            2,
            "Neville ORCHARD",
            lane="crew",
            priority=2,
            priority_reason="a crew waits with the person",
            source="paramedic_on_scene",
            received_at=NOW - minutes(2),
            breach_at=NOW + minutes(18),
            age_years=85,
            gender="male",
            title="Mr",
            postcode_district="TQ6",
            problem="infection",
            reason="red, hot lower leg since Sunday",
        ),
        row(
            3,
            " ",
            lane="stack",
            priority=1,
            priority_reason="ambulance category 2",
            source="ambulance_stack",
            received_at=NOW - minutes(9),
            breach_at=NOW + timedelta(seconds=103),
            age_years=80,
            gender="",
            postcode_district="PL6",
            spoke="western",
            problem="chest_pain",
            flags=("red_flag_open",),
            reason="chest discomfort, cold sweat",
        ),
        row(
            4,
            "Edith GAMMON",
            priority=2,
            received_at=NOW - minutes(18),
            breach_at=NOW + minutes(42),
            age_years=78,
            postcode_district="EX31",
            spoke="north_eastern",
            problem="generally_unwell",
            flags=("eol", "care_home"),
            owner="jrao@devon-hub",
            owner_name="J Rao",
            status="with_clinician",
            reason="drowsy since last night",
        ),
        row(
            5,
            "Wilfred TREWIN",
            priority=3,
            received_at=NOW - minutes(75),
            breach_at=NOW - minutes(15),
            age_years=91,
            gender="male",
            title="Mr",
            problem="catheter",
            flags=("red_flag", "care_home", "frail"),
            reason="catheter blocked since four, pain",
        ),
        row(
            6,
            "Mabel STONE",
            priority=4,
            lane="other",
            source="gp_hcp",
            received_at=NOW - minutes(30),
            status="parked",
            parked_until=NOW + minutes(30),
            owner="rhale@devon-hub",
            owner_name="R Hale",
            problem="urinary",
        ),
        row(
            7,
            "Percy LUSCOMBE",
            priority=5,
            lane="other",
            source="gp_hcp",
            received_at=NOW - minutes(190),
            status="handed_over",
            owner="rhale@devon-hub",
            owner_name="R Hale",
            gender="male",
            problem="wound",
        ),
    ]


def page(rows: list[QueueRow], total: int | None = None) -> QueuePage:
    """Those rows as the store hands them over."""
    waiting = [r for r in rows if r.status == "waiting"]
    counts = QueueCounts(
        open_cases=len(rows) if total is None else total,
        waiting=len(waiting),
        crews_waiting=sum(r.lane == "crew" for r in waiting),
        longest_wait_since=min((r.received_at for r in waiting), default=None),
        breaching_soon=sum(bool(r.breach_at and r.breach_at < NOW + minutes(30)) for r in rows),
        not_acknowledged=sum(r.status == "handed_over" for r in rows),
        callbacks_due=0,
    )
    return QueuePage(tuple(rows), len(rows) if total is None else total, counts)


SAID: dict[str, Value] = {
    "source": "paramedic_on_scene",
    "ambulance_status": "on_scene",
    "identity": "confirmed",
    "presenting_problem": "fall",
    "age_years": 86,
    "sex": "female",
    "postcode": "TQ12 9ZZ",
    "residence": "own_home",
    "lives_alone": True,
    "safe_to_remain": True,
    "respiratory_rate": 18,
    "spo2": 96,
    "on_oxygen": False,
    "systolic_bp": 138,
    "heart_rate": 82,
    "acvpu": "alert",
    "temperature": 36.4,
    "head_injury": False,
    "still_on_floor": False,
    "floor_minutes": 40,
    "fall_cause": "mechanical",
    "cfs": 6,
}
"""What a crew has said of Mrs Fenwick by the time her case is opened. Hip signs and weight-bearing are still open."""


def fact(name: str, value: Value, seq: int = 3, by: str = "crew") -> FactView:
    """An answer on record."""
    return FactView(Answer(name, value, NOW - minutes(2), by), HALE.actor, NOW - minutes(1), seq)


def fenwick(number: int = 1, said: dict[str, Value] | None = None) -> CaseView:
    """Mrs Fenwick's case, taken by R Hale."""
    said = SAID if said is None else said
    return CaseView(
        case_id=uuid(number),
        reference=f"K7F-{number:03}",
        seq=3,
        status=CaseStatus.WITH_CLINICIAN,
        source="paramedic_on_scene",
        lane="crew",
        priority=1,
        priority_reason="danger sign not excluded",
        received_at=NOW - minutes(4),
        breach_at=NOW + minutes(16),
        person=PersonView(
            family_name="Fenwick",
            given_name="Ada",
            title="Mrs",
            born=date(1937, 5, 4),
            gender="female",
            nhs_number="9990001073",
            address="3 Orchard Row, Newton Abbot",
            postcode="TQ12 9ZZ",
        ),
        facts={name: fact(name, value) for name, value in said.items()},
        notes=(
            NoteView(
                2,
                "Pendant pressed. Up with the cushion. Skin tear left forearm 2 cm, dressed.\nWould rather stay.",
                False,
                HALE.actor,
                NOW - minutes(1),
            ),
        ),
        callback="07700 900123",
        location="3 Orchard Row, Newton Abbot",
        reason="slid from bed, up and walking, third fall in a month",
        owner=HALE.actor,
        owner_name=HALE.name,
        claimed_at=NOW - minutes(2),
    )
