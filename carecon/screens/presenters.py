"""How things are shown: a sign and a word for every lane, state, flag and clock, and the tone they are said in.

The only place where screens decide on display formats; what concerns names, dates and values themselves is in
`clinical.formats`.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from carecon.clinical.formats import duration_text
from carecon.screens.widgets.spans import Span, Tone

LANE_WORDS = {"crew": "CREW", "stack": "stack", "home": "home", "other": "other"}
"""Lanes of the queue: a crew with the person, the ambulance stack, care at home, everybody else."""

LANE_REASONS = {"crew": "a crew waits with the person,"}
"""What a lane means for the place in the queue, in front of the priority."""

QUEUE_ORDER = "Crews first, then clinical priority, then time to breach."
"""The order of the queue in words."""

STATUS_WORDS = {
    "waiting": "waiting",
    "with_clinician": "with a clinician",
    "parked": "parked",
    "handed_over": "handed over",
    "closed": "closed",
    "cancelled": "cancelled",
    "duplicate": "duplicate",
    "gone": "gone",
}

FLAGS: dict[str, tuple[str, str, Tone]] = {
    "red_flag": ("!", "! danger", Tone.DANGER),
    "red_flag_open": ("?", "? danger", Tone.CAUTION),
    "eol": ("E", "EoL", Tone.PLAIN),
    "care_home": ("H", "care home", Tone.PLAIN),
    "frail": ("F", "frail", Tone.PLAIN),
}
"""Flags of a row: one letter for a narrow list, sign and word for a wide one, tone."""

STATE_WORDS: dict[str, tuple[str, Tone]] = {
    "recommend": ("* ADVICE", Tone.GOOD),
    "need_more_facts": ("? NEED MORE FACTS", Tone.CAUTION),
    "senior_decision": ("! SENIOR DECISION", Tone.DANGER),
}
"""State of the advice."""

FACT_STATES: dict[str, tuple[str, Tone]] = {
    "not_known": ("? not known", Tone.MUTED),
    "cannot_be_obtained": ("x cannot be had", Tone.MUTED),
    "not_applicable": ("- does not apply", Tone.MUTED),
}
"""How a fact without a value stands in its row: sign and words."""

SHORT_DISPOSITIONS = {
    "emergency_specialty": "EMERGENCY SPECIALTY",
    "emergency_ambulance": "EMERGENCY AMBULANCE",
    "planned_attendance": "planned attendance",
    "ucr_2h": "UCR",
    "ucr_48h": "UCR",
    "virtual_ward": "virtual ward",
    "palliative_urgent": "palliative response",
    "verify_death": "verify death",
    "gp_same_day": "GP same day",
    "gp_routine": "GP routine",
    "community_nursing": "community nursing",
    "falls_lift": "falls lift",
    "mental_health_crisis": "mental health crisis",
    "social_care_urgent": "social care",
    "pharmacy": "pharmacy",
    "self_care": "self-care",
    "signpost": "other service",
    "return_out_of_area": "return: out of area",
    "return_out_of_hours": "return: out of hours",
    "return_paused": "return: intake paused",
}
"""Dispositions where a few words have room: beside the tabs of a narrow window."""

GENDER_LETTERS = {"female": "F", "male": "M"}

BREACH_NEAR = timedelta(minutes=5)
"""From here on a time to breach is marked."""

BREACH_SECONDS = timedelta(minutes=2)
"""From here on it is shown with seconds, and ticks every second."""


def flag_span(flag: str, *, wide: bool) -> Span:
    """A flag as sign and word, or as its letter."""
    letter, words, tone = FLAGS.get(flag, (flag[:1], flag.replace("_", " "), Tone.PLAIN))
    return (words if wide else letter), tone


def short_duration(gone: timedelta) -> str:
    """A wait in at most eight cells: `4 min`, `2 h 05`, `3 d 4 h`."""
    minutes = max(0, int(gone.total_seconds() // 60))
    days, rest = divmod(minutes, 24 * 60)
    return f"{days} d {rest // 60} h" if days else duration_text(minutes)


def fitting_duration(gone: timedelta, cells: int) -> str:
    """The same in so many cells: where days with hours do not fit, all in hours (`36 h`), else whole days."""
    hours = max(0, int(gone.total_seconds() // 3600))
    options = (short_duration(gone), f"{hours} h", f"{hours // 24} d")
    return next((words for words in options if len(words) <= cells), options[-1])


def age_span(age: timedelta, cells: int) -> Span:
    """How old an answer is that is too old, in so many cells: `! 7 h 20 old`, `! 7 h old`, else `! old`."""
    options = (f"! {short_duration(age)} old", f"! {fitting_duration(age, 5)} old")
    return next((words for words in options if len(words) <= cells), "! old"), Tone.CAUTION


def wait_text(since: datetime, now: datetime, cells: int = 10) -> str:
    """How long somebody waits."""
    return fitting_duration(now - since, cells)


def breach_span(breach_at: datetime | None, now: datetime, cells: int = 15) -> Span:
    """The time until an answer is late, or by how much it is: `16 min`, `! 4 min`, `! 1:43`, `late 12 min`."""
    if breach_at is None:
        return "-", Tone.MUTED
    left = breach_at - now
    if timedelta(minutes=-1) < left <= timedelta(0):
        return "! due now", Tone.DANGER
    if left <= timedelta(0):
        return "late " + fitting_duration(-left, cells - 5), Tone.DANGER
    if left < BREACH_SECONDS:
        seconds = int(left.total_seconds())
        return f"! {seconds // 60}:{seconds % 60:02d}", Tone.DANGER
    if left < BREACH_NEAR:
        return "! " + short_duration(left), Tone.CAUTION
    return fitting_duration(left, cells), Tone.PLAIN


def due_span(breach_at: datetime | None, now: datetime) -> Span:
    """The same where no column says what it is about: `due 16 min`, `! due 4 min`, `late 12 min`."""
    text, tone = breach_span(breach_at, now)
    if "late" in text or "due" in text:
        return text, tone
    sign, rest = ("! ", text[2:]) if text.startswith("! ") else ("", text)
    return f"{sign}due {rest}", tone


def ticks_in_seconds(breach_at: datetime | None, now: datetime) -> bool:
    """Whether that clock shows seconds now."""
    return breach_at is not None and timedelta(0) < breach_at - now < BREACH_SECONDS


def to_next_minute(now: datetime) -> float:
    """Seconds until minutes change."""
    return 60.0 - now.second - now.microsecond / 1_000_000


def people(count: int, word: str) -> str:
    """`1 case`, `1,204 cases`."""
    return f"{count:,} {word}{'' if count == 1 else 's'}"
