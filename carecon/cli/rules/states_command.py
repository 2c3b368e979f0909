"""`carecon rules propose`, `state` and `states`: who answers for which rules."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from carecon.cli.options import Options
from carecon.cli.user_command import ask_password
from carecon.clinical.plain_text import one_line
from carecon.errors import Exit

if TYPE_CHECKING:
    from carecon.desk.ruleset_states import Change

Shared = Annotated[Options, Parameter(parse=False)]


def propose_rules(pack: str, *, user: str, reason: str, area: str | None = None, options: Shared) -> int:
    """Keep the full text of new rules in the database, as a draft.

    A supervisor or an administrator signs in for it. Exit status 0 done, 2 wrong input, 3 refused.

    Example: carecon rules propose my_pack.toml --user pmoon --reason "Head injury as NG232 has it now" --db hub.sqlite

    Parameters
    ----------
    pack
        A pack file, a folder of packs, or shipped.
    user
        Who proposes them. Asks for the password, or takes it from CARECON_PASSWORD.
    reason
        Why, in at least ten letters.
    area
        Whose area file goes with the rules; that of the database if not given.
    """
    from carecon.cli.rules.chosen import chosen_rules
    from carecon.desk.accounts import sign_in
    from carecon.desk.hub import open_hub
    from carecon.desk.ruleset_states import propose

    hub = open_hub(options.database)
    try:
        kept = chosen_rules(pack, area or hub.area.id, options)
        who = sign_in(hub, user, ask_password(f"Password of {user}"), desk="command line")
        _print(propose(hub, who, kept, reason), options)
    finally:
        hub.close()
    return Exit.OK


def change_rules_state(
    rules: str,
    state: Literal["shadow", "approved", "retired"],
    *,
    user: str,
    reason: str,
    since: str | None = None,
    despite_softening: bool = False,
    options: Shared,
) -> int:
    """Take proposed rules to their next state: draft, shadow, approved, retired.

    Before shadow and approved their tests must pass and the check must find nothing. Before approved, moreover, signed
    cases are replayed, no danger sign may soften, and it takes a supervisor who has not proposed them. What was found
    is kept with the step. Exit status 0 done, 2 wrong input, 3 refused.

    Example: carecon rules state 5f3c0a91 approved --user pmoon --reason "Governance group, 3 March" --db hub.sqlite

    Parameters
    ----------
    rules
        The hash of the rules, or how it begins: see carecon rules states.
    state
        shadow, approved or retired.
    user
        Who answers for it. Asks for the password, or takes it from CARECON_PASSWORD.
    reason
        Why, in at least ten letters.
    since
        From when on signed cases are replayed, such as 2026-01-01; the last 30 days if not given.
    despite_softening
        Approve although a danger sign softens in a signed case; the reason must say why that is right.
    """
    from carecon.cli.rules.chosen import chosen_rules
    from carecon.cli.rules.shadow_command import day
    from carecon.desk.accounts import sign_in
    from carecon.desk.hub import open_hub
    from carecon.desk.ruleset_states import change_state

    hub = open_hub(options.database)
    try:
        kept = chosen_rules(rules, hub.area.id, options)
        who = sign_in(hub, user, ask_password(f"Password of {user}"), desk="command line")
        changed = change_state(
            hub,
            who,
            kept,
            state,
            reason,
            since=day("since", since) if since else None,
            despite_softening=despite_softening,
            news=lambda what: print(f"Looking at: {what}", file=sys.stderr),
        )
        _print(changed, options)
    finally:
        hub.close()
    return Exit.OK


def list_states(*, options: Shared) -> int:
    """List the rules that the database keeps, with each step of their approval and what was found then.

    Example: carecon rules states --db hub.sqlite
    """
    from carecon.desk.hub import open_hub
    from carecon.desk.ruleset_states import state_changes

    hub = open_hub(options.database)
    try:
        with hub.store.read() as reading:
            kept, changes = reading.rulesets(), state_changes(reading)
        in_use = hub.ruleset.hash
    finally:
        hub.close()
    for ruleset in dict.fromkeys((*kept, in_use)):
        steps = [each for each in changes if each.ruleset == ruleset]
        if options.json:
            told = {"ruleset": ruleset, "in_use": ruleset == in_use, "steps": [_plain(each) for each in steps]}
            print(json.dumps(told))
            continue
        mark = "  (these advise now)" if ruleset == in_use else ""
        print(f"{ruleset[:12]}  {steps[0].title if steps else 'no step is recorded'}{mark}")
        for each in steps:
            print(f"  {one_line(each.words)}")
            if each.figures:
                print("    " + ", ".join(f"{name.replace('_', ' ')} {value:,}" for name, value in each.figures.items()))
    return Exit.OK


def _plain(change: Change) -> dict[str, Any]:
    return asdict(change) | {"at": change.at.isoformat()}


def _print(change: Change, options: Options) -> None:
    print(json.dumps(_plain(change)) if options.json else f"{change.ruleset[:12]}  {one_line(change.words)}")
