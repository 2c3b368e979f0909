"""Whole calls, step by step: what must be advised, and what must never be."""

from __future__ import annotations

import pytest

from tests.rules.scenarios import Step, steps, wrong


@pytest.mark.parametrize("step", steps(), ids=lambda step: step.name)
def test_the_advice_at_each_step_is_what_a_clinician_expects(step: Step) -> None:
    assert wrong(step.expect, step.advice()) == []
