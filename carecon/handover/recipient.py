"""Who a note is for, and the words that ids stand for where it is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from carecon.clinical.formats import phrase
from carecon.rules.packing.too_old import TooOld, unless_said

_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who receives a note. `entitled` to its restricted parts: a team that goes there is, a copy to a home is not."""

    name: str
    channel: str = ""
    entitled: bool = True


@dataclass(frozen=True, slots=True)
class Wording:
    """What ids are called here: spokes by the area, danger signs and rules by the ruleset, reasons by the hub.

    `because` goes from rule id to the sentence that justifies it. An id that is not there is said as well as it can be.
    `too_old` is from what age on the ruleset calls an answer old.
    """

    hub: str = ""
    spokes: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    flags: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    because: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    reasons: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    too_old: TooOld = field(default_factory=unless_said)

    def spoke(self, spoke_id: str) -> str:
        """The name of a spoke."""
        return self.spokes.get(spoke_id) or phrase(spoke_id)

    def flag(self, flag_id: str) -> str:
        """The name of a danger sign."""
        return self.flags.get(flag_id) or phrase(flag_id)

    def why(self, rule_ids: Iterable[str]) -> str:
        """The sentences behind these rules, each once; a rule without one by its id."""
        return " ".join(self.sentences(rule_ids))

    def sentences(self, rule_ids: Iterable[str]) -> tuple[str, ...]:
        """The sentences one by one."""
        return tuple(dict.fromkeys(self.because.get(rule_id) or rule_id for rule_id in rule_ids))
