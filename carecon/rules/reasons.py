"""What can be said about an advice once it stands: why it and nothing else, what would change it, what is open yet."""

from __future__ import annotations

from dataclasses import dataclass

from carecon.clinical.answers import Answer, Value


@dataclass(frozen=True, slots=True)
class Change:
    """One answer that would be otherwise.

    `now` is what is recorded, None where it was not asked; `then` is the value that it would have to be.
    """

    fact: str
    now: Answer | None
    then: Value


@dataclass(frozen=True, slots=True)
class Flip:
    """The smallest change of answers that leads to another disposition. It was run again, and really leads there.

    `senior`: as a senior's decision.
    """

    disposition: str
    senior: bool
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Outranked:
    """A rule that holds and did not lead, and the rules that stood before it."""

    rule: str
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reasoning:
    """The reasons of one advice.

    `disposition` is what they explain. `why` are facts: the smallest set of recorded answers that forces it, whatever
    the other recorded ones were. `why_not` has the smallest change first. `possible` are the dispositions that further
    answers can still settle on, the most urgent first, neither more nor fewer.
    """

    disposition: str | None
    why: tuple[str, ...]
    why_not: tuple[Flip, ...]
    possible: tuple[str, ...]
    outranked: tuple[Outranked, ...]
