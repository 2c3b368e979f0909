"""`carecon rules explain`: why a signed case was advised as it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from carecon.cli.options import Options
from carecon.clinical.formats import duration_text, phrase
from carecon.clinical.plain_text import one_line
from carecon.errors import Exit

if TYPE_CHECKING:
    from carecon.desk.explaining import Explanation

Shared = Annotated[Options, Parameter(parse=False)]
_WIDTH = 100


def explain_case_again(case: str, *, options: Shared) -> int:
    """Advise a signed case again from its kept facts and the rules of its time, and say why that came of it.

    Exit status 0 the advice is the one in the journal, byte for byte; 1 it is not, and where; 2 there is no such case.

    Example: carecon rules explain K7F-2QM --db hub.sqlite

    Parameters
    ----------
    case
        The reference (K7F-2QM) or the id of a case.
    """
    from carecon.desk.explaining import explain_case
    from carecon.desk.hub import open_hub
    from carecon.desk.people import system

    hub = open_hub(options.database)
    try:
        found = explain_case(hub, system("explain"), case)
    finally:
        hub.close()
    if options.json:
        print(json.dumps(found.to_dict()))
    else:
        for line in _lines(found):
            print(one_line(line))
    return Exit.OK if found.same else Exit.FAILED


def _lines(found: Explanation) -> Iterator[str]:
    decided, told = found.decided, found.explained
    yield f"{found.reference}  signed {decided.signed_at:%d-%b-%Y %H:%M} UTC by {decided.signer}"
    yield f"rules      {found.title}, {found.ruleset[:12]}"
    yield from (f"approval   {line}" for line in found.approval)
    if found.notice:
        yield f"NOTICE     {found.notice}"
    if found.same:
        yield "advice     the same again as in the journal, byte for byte"
    else:
        yield "advice     NOT the same again:"
        yield from (f"             {line}" for line in found.differences)
    yield f"state      {told['state']}"
    for name in ("recommended", "leaning"):
        if told[name]:
            yield f"{name:10} {told[name]}"
    yield f"decided    {phrase(decided.disposition)}, within {duration_text(decided.urgency_minutes)}, {_agreed(found)}"
    if decided.senior:
        yield f"senior     {decided.senior}"
    yield from _dangers(told["danger_signs"])
    for rule in told["rules"]:
        yield ""
        yield f"{rule['id']}  {rule['title']} ({rule['role']})"
        yield from _wrapped("because", rule["because"])
        yield from _wrapped("source", rule["source"])
        yield from _wrapped("holds if", rule["when"])
        yield from _wrapped("here", "; ".join(f"{each['name']}: {each['value']}" for each in rule["answers"]))
    yield from _lost(told)


def _agreed(found: Explanation) -> str:
    decided = found.decided
    return "as advised" if decided.agreed else f"against the advice ({decided.reason_code}: {decided.reason})"


def _dangers(signs: dict[str, Any]) -> Iterator[str]:
    if signs["present"]:
        yield "DANGER     " + ", ".join(signs["present"])
    for each in signs["not_excluded"]:
        yield f"open       {each['sign']} (settled by: {', '.join(each['settled_by']) or 'nothing that can be asked'})"
    for each in signs["set_aside"]:
        yield f"set aside  {each['sign']} (because of: {', '.join(each['because'])})"


def _lost(told: dict[str, Any]) -> Iterator[str]:
    if told["overruled"] or told["not_advised"]:
        yield ""
    for each in told["overruled"]:
        yield f"overruled  {each['id']} {each['title']}: before it came {', '.join(each['by'])}"
    for each in told["not_advised"]:
        yield f"not        {each['disposition']}: {'; '.join(each['because'])}"


def _wrapped(name: str, text: str) -> Iterator[str]:
    for number, line in enumerate(wrap(text, _WIDTH)):
        yield f"  {name if number == 0 else '':9} {line}"
