"""The rules of `rules_pack.toml` written out by hand, in three values: as fast as Python can be expected to be.

Every line is: true where this is certain, else false where that is certain, else unknown. `f` has `x_lo` and `x_hi` for
each number, and for everything else a word, "?" where it is not known. The order is that of the rules' ids.
"""

# ruff: noqa: E501, E702, E741
# fmt: off

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Y, N = "yes", "no"


def by_hand(f: Mapping[str, Any]) -> tuple[bool | None, ...]:
    """What each of the 40 rules comes to."""
    eol = f["eol_register"]; plan = f["home_plan"]; sd = f["syringe_driver"]; av = f["acvpu"]; ac = f["anticoagulant"]
    n = f["news2_lo"]; N2 = f["news2_hi"]; m = f["news2_worst_part_lo"]; M = f["news2_worst_part_hi"]; hi = f["head_injury"]; ft = f["fall_today"]
    nwb = f["no_weight_bear"]; fm = f["floor_mins_lo"]; FM = f["floor_mins_hi"]; age = f["age_lo"]; AGE = f["age_hi"]
    inf = f["infection"]; c = f["cfs_lo"]; C = f["cfs_hi"]; st = f["setting"]; jic = f["jic_meds"]; dem = f["dementia"]
    p = f["pain_lo"]; P = f["pain_hi"]; a = f["falls_12m_lo"]; A = f["falls_12m_hi"]; i = f["intake_pct_lo"]; I = f["intake_pct_hi"]
    t = f["temp_lo"]; T = f["temp_hi"]; dis = f["distress"]; dn = f["dnacpr"]; ca = f["carer_present"]; la = f["lives_alone"]
    ss = f["stroke_signs"]; cp = f["chest_pain"]; bl = f["bleeding"]; cat = f["catheter"]; sec = f["secretions"]; sw = f["can_swallow"]
    cap = f["has_capacity"]; s2 = f["scale_2"]; ox = f["on_oxygen"]
    kt = (n >= 3) + (I < 50) + (a >= 2) + (p >= 4); kp = (N2 >= 3) + (i < 50) + (A >= 2) + (P >= 4)
    stays = eol == Y and plan == Y; goes = eol == N or plan == N
    return (
        True if n >= 7 and goes else False if N2 < 7 or stays else None,
        True if ss == Y and sd == N else False if ss == N or sd == Y else None,
        True if cp == Y and eol == N else False if cp == N or eol == Y else None,
        True if (av == "pain_only" or av == "unresponsive") and (eol == N or dn == N) else False if av == "alert" or av == "confused" or av == "voice" or (eol == Y and dn == Y) else None,
        True if bl == Y and ac == Y and f["sbp_hi"] < 100 else False if bl == N or ac == N or f["sbp_lo"] >= 100 else None,
        True if hi == Y and ac == Y and goes else False if hi == N or ac == N or stays else None,
        True if ft == Y and nwb == Y else False if ft == N or nwb == N else None,
        True if ft == Y and fm >= 60 and age >= 65 else False if ft == N or FM < 60 or AGE < 65 else None,
        True if hi == Y and av != "alert" and av != "?" else False if hi == N or av == "alert" else None,
        True if inf == Y and n >= 5 and C <= 6 else False if inf == N or N2 < 5 or c > 6 else None,
        True if n >= 5 and N2 <= 6 and C <= 7 else False if N2 < 5 or n > 6 or c > 7 else None,
        True if m >= 3 and M <= 3 and N2 < 5 else False if M < 3 or m > 3 or n >= 5 else None,
        True if ft == Y and (st == "care_home" or st == "nursing_home") and ac == Y else False if ft == N or ac == N or st == "own_home" or st == "hospice" or st == "ward" else None,
        True if ft == Y and la == Y and ca == N else False if ft == N or la == N or ca == Y else None,
        True if av == "confused" and dem == N else False if (av != "confused" and av != "?") or dem == Y else None,
        True if av == "confused" and dem == Y and inf == Y else False if (av != "confused" and av != "?") or dem == N or inf == N else None,
        True if cat == Y and inf == Y and (t >= 38 or T < 36) else False if cat == N or inf == N or (T < 38 and t >= 36) else None,
        True if I < 25 and eol == N else False if i >= 25 or eol == Y else None,
        True if p >= 7 and jic == N else False if P < 7 or jic == Y else None,
        True if p >= 4 and jic == Y else False if P < 4 or jic == N else None,
        True if eol == Y and dis == Y and sd == N else False if eol == N or dis == N or sd == Y else None,
        True if eol == Y and sec == Y and jic == N else False if eol == N or sec == N or jic == Y else None,
        True if eol == Y and sw == N and sd == N and (p >= 4 or dis == Y) else False if eol == N or sw == Y or sd == Y or (P < 4 and dis == N) else None,
        True if a >= 2 and c >= 5 else False if A < 2 or C < 5 else None,
        True if a >= 1 and age >= 65 and C < 5 else False if A < 1 or AGE < 65 or c >= 5 else None,
        True if c >= 5 and C <= 6 and n >= 3 and N2 <= 4 else False if C < 5 or c > 6 or N2 < 3 or n > 4 else None,
        True if c >= 7 and C <= 8 and n >= 3 and N2 <= 4 and plan == N else False if C < 7 or c > 8 or N2 < 3 or n > 4 or plan == Y else None,
        True if c >= 7 and eol == N and dn == N else False if C < 7 or eol == Y or dn == Y else None,
        True if c >= 9 and eol == N else False if C < 9 or eol == Y else None,
        True if kt >= 2 else False if kp < 2 else None,
        True if N2 <= 2 and M < 3 and P <= 3 and ft == N else False if n > 2 or m >= 3 or p > 3 or ft == Y else None,
        True if stays and jic == Y and dis == N else False if goes or jic == N or dis == Y else None,
        True if c >= 8 and plan == Y and dn == Y and nwb == N else False if C < 8 or plan == N or dn == N or nwb == Y else None,
        True if (st == "nursing_home" or st == "hospice") and plan == Y and ca == Y else False if st == "own_home" or st == "care_home" or st == "ward" or plan == N or ca == N else None,
        True if ft == Y and hi == N and nwb == N and FM < 60 and N2 <= 2 else False if ft == N or hi == Y or nwb == Y or fm >= 60 or n > 2 else None,
        True if eol == Y and jic == N else False if eol == N or jic == Y else None,
        True if st == "care_home" and c >= 6 and plan == N else False if (st != "care_home" and st != "?") or C < 6 or plan == Y else None,
        True if cap == N and ca == N else False if cap == Y or ca == Y else None,
        True if age >= 65 and c >= 5 and dem == Y else False if AGE < 65 or C < 5 or dem == N else None,
        True if s2 == Y and ox == Y and f["spo2_lo"] > 92 else False if s2 == N or ox == N or f["spo2_hi"] <= 92 else None,
    )
