"""A few rules that stay as they are, whatever the shipped packs become: for pictures, and for texts that must fit."""

from __future__ import annotations

from functools import cache

from carecon.area.area import load_area
from carecon.rules.ruleset import Ruleset, build_ruleset

PACK = """
[pack]
id = "picture_pack"
order = 1
version = "2026.11"
title = "Rules for pictures"
status = "draft"
owner = "Clinical safety officer of the deployment"
review_by = 2027-11-30
hazard = "H-07"

[pack.sources]
ng128 = "NICE NG128, Stroke and transient ischaemic attack in over 16s, 2019, updated 2022"
product = "carecon, clinical rules of the product, 2026"

[[definition]]
id = "on_the_floor_long"
title = "On the floor for long"
when = "still_on_floor or floor_minutes >= 60"
because = "After an hour on the floor muscle, kidney and skin are at risk."
source = "product"
tests = [
  { facts = { floor_minutes = 60 }, expect = true },
  { facts = { floor_minutes = 59, still_on_floor = false }, expect = false },
  { facts = {}, expect = "unknown" },
]

[[rule]]
id = "RF-STROKE-01"
kind = "red_flag"
title = "New face, arm or speech sign, or sudden loss of balance or sight"
when = { all = ["not (stroke_symptoms_resolved)", { any = ["fast_positive", "sudden_balance_or_vision_loss"] }] }
then = { red_flag = "stroke", specialty = "stroke", ambulance_category = 2 }
because = "A stroke is treated by the clock."
source = "ng128 1.1"
tests = [
  { facts = { fast_positive = true, stroke_symptoms_resolved = false }, expect = true },
  { facts = { fast_positive = true, stroke_symptoms_resolved = true }, expect = false },
  { facts = { fast_positive = true }, expect = "unknown" },
]

[[rule]]
id = "FALL-L2"
kind = "routing"
title = "Level 2 fall: no serious injury"
when.all = [
  "fall",
  "not (head_injury)",
  { at_least = { count = 2, of = ["on_the_floor_long", "cfs >= 6", "lives_alone"] } },
]
then = { dispositions = ["ucr_2h", "gp_same_day"], excludes = ["virtual_ward"] }
because = "It is a fall with no serious injury, level 2."
source = "product"
tests = [
  { facts = { fall = true, head_injury = false, cfs = 6, lives_alone = true }, expect = true },
  { facts = { fall = false }, expect = false },
  { facts = {}, expect = "unknown" },
]
"""


@cache
def small_ruleset() -> Ruleset:
    """Those rules, with the rows that every ruleset has."""
    return build_ruleset(load_area("devon"), (("picture_pack.toml", PACK),))
