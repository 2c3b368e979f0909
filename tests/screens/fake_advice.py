"""Advice for the screens to show, by a dozen lines of rule: enough to see it change, no more."""

from __future__ import annotations

from carecon.clinical.scores import news2
from carecon.desk.case_views import (
    Advice,
    Ask,
    CaseOnDesk,
    CaseView,
    DecisionMenu,
    DispositionChoice,
    Excluded,
    FlagWords,
    NeededRow,
    Recommendation,
    RedFlags,
    Scores,
)
from carecon.rules.advice import Cfs, PackStamp
from carecon.rules.packing.too_old import unless_said
from carecon.rules.reasons import Change, Flip, Outranked, Reasoning
from tests.screens.synthetic import NOW

FALL = ("head_injury", "still_on_floor", "hip_fracture_signs", "floor_minutes", "fall_cause", "able_to_weight_bear")

BECAUSE = {
    "FALL-L2": "It is a fall with no serious injury, level 2.",
    "EMERGENCY": "A broken hip is an emergency.",
    "NO-VW": "There is nothing to monitor at home.",
}

FLAGS = {
    "hip_fracture": FlagWords(
        "hip fracture", "A short, turned leg after a fall is a broken hip.", ("hip_fracture_signs",)
    ),
    "stroke": FlagWords("stroke", "A stroke is treated by the clock.", ("fast_positive",)),
    "sepsis_high": FlagWords("sepsis, high risk", "Infection with a high score.", ("suspected_infection",)),
}

MENU = DecisionMenu(
    dispositions=(
        DispositionChoice("emergency_ambulance", "emergency ambulance", "emergency", 0),
        DispositionChoice("planned_attendance", "planned hospital attendance", "hospital", 240),
        DispositionChoice("ucr_2h", "community response within 2 hours", "community", 120),
        DispositionChoice("ucr_48h", "community response within 2 days", "community", 2880),
        DispositionChoice("gp_same_day", "general practice, same day", "community", 480),
        DispositionChoice("falls_lift", "falls lift and welfare check", "community", 60),
        DispositionChoice("self_care", "self-care with advice", "community", 1440),
    ),
    adjuncts={
        "mdt_referral": "multidisciplinary referral",
        "medicines_review": "medicines review",
        "safeguarding": "safeguarding",
    },
    requires={
        "callback": "call-back",
        "risk_acceptance": "risk acceptance",
        "reason": "reason",
        "senior_sign_off": "senior's sign-off",
    },
    spokes={"south": "South", "western": "Western", "north_eastern": "North & Eastern"},
    specialties=("trauma", "stroke"),
)

UCR = Recommendation(
    "ucr_2h", 120, "frailty_fall", "south", ("mdt_referral",), ("callback",), "avoided_conveyance", ("FALL-L2",)
)
AMBULANCE = Recommendation("emergency_ambulance", 0, "frailty_fall", None, (), (), "ed_attendance", ("EMERGENCY",), 2)
SDEC = Recommendation(
    "planned_attendance", 240, "frailty_fall", "south", (), ("slot_confirmed",), "planned_attendance", ("FALL-L2",)
)
GP = Recommendation("gp_same_day", 480, "frailty_fall", "south", (), (), "avoided_conveyance", ("FALL-L2",))

REASONING = Reasoning(
    disposition=None,
    why=("still_on_floor", "head_injury"),
    why_not=(
        Flip("emergency_ambulance", False, (Change("hip_fracture_signs", None, True),)),
        Flip("planned_attendance", True, (Change("able_to_weight_bear", None, False), Change("cfs", None, 7))),
    ),
    possible=("emergency_ambulance", "planned_attendance", "ucr_2h"),
    outranked=(Outranked("FALL-L2", ("EMERGENCY",)),),
)


def advice_on(view: CaseView) -> Advice:
    """What would be advised."""
    answers = view.answers
    open_facts = [name for name in FALL if name not in answers]
    hip = answers.get("hip_fracture_signs")
    broken = hip is not None and hip.value is True
    settled = {
        "hip_fracture": ("hip_fracture_signs",),
        "stroke": ("fast_positive",),
        "sepsis_high": ("suspected_infection",),
    }
    not_excluded = [flag for flag, facts in settled.items() if facts[0] not in answers]
    if broken:
        state, best, leaning = "recommend", AMBULANCE, None
    elif open_facts:
        state, best, leaning = "need_more_facts", None, UCR
    else:
        state, best, leaning = "recommend", UCR, None
    cfs = answers.get("cfs")
    return Advice(
        state=state,  # type: ignore[arg-type]  # one of the three above
        recommended=best,
        alternatives=(SDEC, GP) if best is UCR else (),
        red_flags=RedFlags(
            present=("hip_fracture",) if broken else (),
            not_excluded=tuple(not_excluded),
            settled_by={flag: settled[flag] for flag in not_excluded},
        ),
        excluded=(Excluded("virtual_ward", ("NO-VW",)),),
        scores=Scores(news2(answers, NOW, unless_said().is_old), Cfs(int(str(cfs.value)) if cfs else None, True), None),
        ask=tuple(
            Ask(name, "settles hip fracture" if "hip" in name else "needed for a fall", ("emergency_ambulance",))
            for name in open_facts
        ),
        pack=PackStamp("devon", "2026.11", "0" * 64),
        leaning=leaning,
    )


def on_desk(view: CaseView, *, mine: bool = True) -> CaseOnDesk:
    """The case with its advice and words."""
    needed = NeededRow("fall", FALL, tuple(name for name in FALL if name not in view.facts))
    return CaseOnDesk(
        view=view,
        advice=advice_on(view),
        needed=(needed,),
        because=BECAUSE,
        flags=FLAGS,
        menu=MENU,
        spoke_name="South",
        ruleset_title="pack devon 2026.11",
        mine=mine,
    )
