"""One of the processes that advise signed cases again under new rules. It has the facts and ids of those rules.

Nothing here may import what reads cases into views: that would be the vocabulary of today.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from carecon.area.area import read_area
from carecon.area.context import Context
from carecon.clinical.answers import Answer
from carecon.errors import BadInput, CareconError
from carecon.record.signed import SignedText, signed_pages
from carecon.rules.checks.facts_used import facts_used
from carecon.rules.checks.last_rules import last_rules_findings
from carecon.rules.governing.kept import read_kept
from carecon.rules.governing.outcome_change import CaseOutcome, direction, of_advice, softened
from carecon.rules.governing.replay import SignedCase, SignedReader, answers_of
from carecon.rules.governing.reverted import changed_ids, leading_to, with_one_reverted
from carecon.rules.ruleset import Ruleset, build_ruleset
from carecon.rules.verdict import verdict

MOST_EXPLAINED: Final = 500
"""Changed cases for which each process takes changes back. Beyond them only the rules that led are compared."""

MOST_TAKEN_BACK: Final = 12
"""Changes that each process takes back, one at a time, those behind the first changed cases. Fewer than the rulesets
that the engine keeps ready: making one ready takes longer than a hundred cases.
"""


def shadow(
    ruleset: Ruleset, url: str, since: str, until: str, part: int, parts: int, old_texts: dict[str, str]
) -> Iterator[dict[str, Any]]:
    """Advise every `parts`-th page of signed cases again. Yields a JSON object for each page.

    `old_texts` are the rulesets under which cases may have been signed, by hash: to find which change made the
    difference. A page has `cases`, `replayed`, `outcomes` ([old, new, how often]) and `changed`. Raises BadInput for
    rules that leave some case without any answer.
    """
    for finding in last_rules_findings(ruleset):
        raise BadInput(finding.where, finding.message)
    blame, reader = _Blame(ruleset, old_texts), SignedReader(facts_used(ruleset))
    gc.freeze()  # what is there stays; what comes is dropped again page by page, without looking at all of it
    pages = signed_pages(url, datetime.fromisoformat(since), datetime.fromisoformat(until), part=part, parts=parts)
    for page in pages:
        outcomes: Counter[tuple[str, str]] = Counter()
        changed: list[dict[str, Any]] = []
        for signed in page.signed:
            case = reader.read(signed.text)
            old, new = of_advice(case.advice), _outcome(case.answers, case.context, ruleset)
            outcomes[old.words, new.words] += 1
            if not new.same_as(old):
                changed.append(_changed(signed, case, old, new, blame.of(case, old, new)))
        counted = [[*pair, times] for pair, times in outcomes.items()]
        yield {"cases": page.cases, "replayed": len(page.signed), "outcomes": counted, "changed": changed}


def _outcome(facts: Mapping[str, Answer], context: Context, ruleset: Ruleset) -> CaseOutcome:
    found = verdict(facts, context, ruleset)
    settled = found.state != "need_more_facts"
    return CaseOutcome(
        found.state,
        found.disposition if settled else None,
        found.urgency_minutes if settled else None,
        frozenset(found.present),
        found.by,
    )


def _changed(
    signed: SignedText, case: SignedCase, old: CaseOutcome, new: CaseOutcome, made_by: dict[str, Any]
) -> dict[str, Any]:
    rest = case.whole()
    return {
        "case": signed.reference,
        "ruleset": rest["ruleset"],
        "signed": rest["disposition"],
        "old": _plain(old),
        "new": _plain(new),
        "direction": direction(old, new),
        "softened": list(softened(old, new)),
        **made_by,
    }


def _plain(outcome: CaseOutcome) -> dict[str, Any]:
    return {
        "state": outcome.state,
        "disposition": outcome.disposition,
        "urgency_minutes": outcome.urgency_minutes,
        "present": sorted(outcome.present),
    }


class _Blame:
    """Finds the rule that made the difference: with which one, as it was, the old outcome comes out again."""

    def __init__(self, new: Ruleset, old_texts: dict[str, str]) -> None:
        self._new = new
        self._texts = old_texts
        self._old: dict[str, Ruleset | None] = {}
        self._changes: dict[str, tuple[str, ...]] = {}
        self._reverted: dict[tuple[str, str], Ruleset | None] = {}
        self._found: dict[tuple[object, ...], list[str]] = {}  # of cases alike, what was found first is tried alone
        self._left = MOST_EXPLAINED

    def of(self, case: SignedCase, old: CaseOutcome, new: CaseOutcome) -> dict[str, Any]:
        """`rules`, and `how` they were found: `taken back` (each alone brings the old outcome), or `reasons` differ."""
        payload = case.whole()
        ruleset, answers = payload["ruleset"], answers_of(payload["facts"])  # the old rules may look at other facts
        if self._left > 0 and ruleset != self._new.hash:
            self._left -= 1
            alike = (ruleset, old.words, new.words, old.by, new.by)
            taken_back = self._taken_back(ruleset, old, new)
            tried = [each for each in taken_back if each[0] in self._found.get(alike, (each[0],))]
            single = [name for name, without in tried if _outcome(answers, case.context, without).same_as(old)]
            self._found.setdefault(alike, single)
            if single:
                return {"rules": single, "how": "taken back"}
        differing = [rule for rule in dict.fromkeys((*new.by, *old.by)) if (rule in new.by) != (rule in old.by)]
        return {"rules": differing or list(new.by), "how": "reasons"}

    def _taken_back(self, ruleset: str, old: CaseOutcome, new: CaseOutcome) -> Iterator[tuple[str, Ruleset]]:
        """The new rules without one change each: every change where they are few, else those behind the outcomes."""
        before = self._rules_of(ruleset)
        if before is None:
            return
        names = self._changes[ruleset]
        if len(names) > MOST_TAKEN_BACK:
            behind = leading_to((*old.by, *new.by), before, self._new)
            names = tuple(name for name in names if name in behind)
        for name in names:
            if (ruleset, name) not in self._reverted and len(self._reverted) < MOST_TAKEN_BACK:
                without = with_one_reverted(self._new, before, name)
                # A last rule under another name: without it alone some case would have no answer to compare.
                self._reverted[ruleset, name] = None if any(last_rules_findings(without)) else without
            if (found := self._reverted.get((ruleset, name))) is not None:
                yield name, found

    def _rules_of(self, ruleset: str) -> Ruleset | None:
        if ruleset not in self._old:
            self._old[ruleset] = old = _readable(self._texts.get(ruleset))
            self._changes[ruleset] = () if old is None else tuple(changed_ids(old, self._new))
        return self._old[ruleset]


def _readable(text: str | None) -> Ruleset | None:
    """The rules of that text, with the facts and ids of this process. What they explain is run again, so it is true."""
    try:
        if text is None:
            return None
        kept = read_kept(text)
        return build_ruleset(read_area(kept.area_text, kept.area), kept.packs, kept.text)
    except CareconError:
        return None
