"""The tests that a rule carries, read and checked: which names they may give, and what they may expect."""

from __future__ import annotations

from typing import Any, Final

from carecon.clinical.catalogue import catalogue
from carecon.clinical.facts import vocabulary
from carecon.clinical.tables import Table, did_you_mean
from carecon.rules.language.names import CONTEXT, FINDINGS, OUTCOME, Kind, Names
from carecon.rules.language.parsing import SERVICE_STATES
from carecon.rules.packing.rule import RuleTest

FOUND: Final[Names] = {
    name: kind
    for name, kind in {**FINDINGS, **OUTCOME}.items()
    if name not in ("flags_present", "answer", "answer_kind")
}
"""What a test may say that earlier steps have found. Danger signs are judged, and the answer has a key of its own."""


def read_tests(table: Table, kind: str = "") -> tuple[RuleTest, ...]:
    """The `tests` of a rule of that kind, or of a definition.

    Raises BadInput for a name or a value that no test may give.
    """
    return tuple(_test(each, kind) for each in table.tables("tests"))


def _test(test: Table, kind: str) -> RuleTest:
    for key, only in (("settles", "red_flag"), ("supported", "senior")):
        if key in test and kind != only:
            raise test.wrong(key, f"only the tests of a rule of kind {only} may say it")
    found = RuleTest(
        facts=_facts(test),
        expect=_truth(test, "expect", test.take("expect")),
        answer=_answer(test),
        context=_context(test.table("context")) if "context" in test else {},
        found=_named(test.table("found"), FOUND) if "found" in test else {},
        settles=frozenset(_dispositions(test, "settles")) if "settles" in test else None,
        supported=(_truth(test, "supported", test.take("supported")),) if "supported" in test else (),
    )
    test.done()
    return found


def _truth(test: Table, key: str, raw: object) -> bool | None:
    if isinstance(raw, bool):
        return raw
    if raw != "unknown":
        raise test.wrong(key, 'must be true, false or "unknown"')
    return None


def _facts(test: Table) -> dict[str, Any]:
    """By name; what their values may be is looked at when the tests are run."""
    table = test.table("facts", {})
    for name in table.names():
        if name not in vocabulary():
            raise table.wrong(name, "there is no such fact", did_you_mean(name, vocabulary().facts))
    return {name: table.take(name) for name in table.names()}


def _answer(test: Table) -> str | None:
    return _disposition(test, "answer", test.text("answer")) if "answer" in test else None


def _dispositions(test: Table, key: str) -> tuple[str, ...]:
    return tuple(_disposition(test, key, given) for given in test.texts(key))


def _disposition(test: Table, key: str, given: str) -> str:
    kinds = catalogue().kinds
    if given not in kinds:
        raise test.wrong(key, f"{given!r} is not a disposition", did_you_mean(given, kinds))
    return given


def _context(table: Table) -> dict[str, Any]:
    services = table.table("services", {})
    states = {_disposition(services, name, name): services.text(name) for name in services.names()}
    for name, state in states.items():
        if state not in SERVICE_STATES:
            raise services.wrong(name, f"{state!r} is not a state of a service", ", ".join(SERVICE_STATES))
    return {**_named(table, CONTEXT), **({"services": states} if states else {})}


def _named(table: Table, names: Names) -> dict[str, Any]:
    """What a table says under those names, each value of the kind that the name stands for."""
    found: dict[str, Any] = {}
    for given in table.names():
        if given not in names:
            hint = did_you_mean(given, names) or "known here: " + ", ".join(names)
            raise table.wrong(given, "is not a name that a test may give here", hint)
        match names[given].kind:
            case Kind.YES_NO:
                found[given] = table.flag(given, default=False)
            case Kind.NUMBER:
                found[given] = table.whole(given)
            case _:
                found[given] = _choice(table, given, names[given].choices)
    return found


def _choice(table: Table, key: str, choices: tuple[str, ...]) -> str:
    chosen = table.text(key)
    if chosen not in choices:
        raise table.wrong(key, f"{chosen!r} is not one of its choices", did_you_mean(chosen, choices))
    return chosen
