"""Conditions at work on a case: the reference walk, and the generated code that must agree with it."""
