"""Identifiers made from injected time and randomness, so that a whole hub can be run again from a seed."""

from __future__ import annotations

import secrets
from random import Random
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

if TYPE_CHECKING:
    from carecon.clock import Clock

REFERENCE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so that a reference read over a bad line is heard right."""


class RandomBits(Protocol):
    """Where randomness comes from: `random.Random(seed)` in a simulation, the operating system's otherwise."""

    def getrandbits(self, k: int, /) -> int:
        """An integer of `k` random bits."""
        ...


class Ids:
    """Makes the identifiers of one process."""

    def __init__(self, clock: Clock, random: RandomBits | None = None) -> None:
        """Take time from `clock` and bits from `random` (the operating system's when none is given)."""
        self._clock = clock
        self._random = random if random is not None else secrets.SystemRandom()

    def uuid7(self) -> UUID:
        """A UUID version 7 (RFC 9562): milliseconds of the clock, then random bits; sorts by time of making."""
        milliseconds = int(self._clock.now().timestamp() * 1000)
        value = (milliseconds & ((1 << 48) - 1)) << 80
        value |= 0x7 << 76
        value |= self._random.getrandbits(12) << 64
        value |= 0b10 << 62
        value |= self._random.getrandbits(62)
        return UUID(int=value)

    def reference(self) -> str:
        """Six letters people can say, such as `K7F-2QM`: 2**30 of them, so the caller checks that it is free."""
        letters = [REFERENCE_ALPHABET[self._random.getrandbits(5)] for _ in range(6)]
        return "".join(letters[:3]) + "-" + "".join(letters[3:])


def tidy_reference(typed: str) -> str:
    """A case reference as typed or read out (`k7f2qm`, `K7F 2QM`, O for 0, I or L for 1), in its one written form.

    Returns what was typed, in capitals, where it cannot be a reference: the look-up then says that there is none.
    """
    letters = "".join(c for c in typed.upper() if c.isalnum()).translate(str.maketrans("OIL", "011"))
    if len(letters) != 6 or any(letter not in REFERENCE_ALPHABET for letter in letters):
        return typed.strip().upper()
    return f"{letters[:3]}-{letters[3:]}"


def seeded(clock: Clock, seed: int) -> Ids:
    """Identifiers that come out the same for the same clock and seed. For simulations and tests only."""
    return Ids(clock, Random(seed))  # noqa: S311 - repeatability is the point
