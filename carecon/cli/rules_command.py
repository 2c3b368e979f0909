"""`carecon rules`: reading the rules, without a database."""

from __future__ import annotations

import json
from typing import Annotated

from cyclopts import App, Parameter

from carecon.cli.options import Options
from carecon.errors import BadInput

rules = App(name="rules", help="Read the rules that advice is made from. No database needed.")
Shared = Annotated[Options, Parameter(parse=False)]


@rules.command(name="list")
def list_rules(*, area: str = "devon", options: Shared) -> int:
    """List every rule with its title."""
    from carecon.rules.ruleset import load_ruleset

    found = load_ruleset(area).rules
    for rule in found.values():
        if options.json:
            print(json.dumps({"id": rule.id, "title": rule.title, "because": rule.because, "source": rule.source}))
        else:
            print(f"{rule.id:28} {rule.title}")
    return 0


@rules.command
def show(rule: str, *, area: str = "devon", options: Shared) -> int:
    """Show one rule: its title, its reason and its source.

    Parameters
    ----------
    rule
        The id of a rule, such as RF-STROKE-01.
    area
        Whose area file goes with the rules.
    """
    from carecon.rules.ruleset import load_ruleset

    found = load_ruleset(area).rules.get(rule.upper())
    if found is None:
        raise BadInput(rule, "there is no such rule", "carecon rules list")
    if options.json:
        print(json.dumps({"id": found.id, "title": found.title, "because": found.because, "source": found.source}))
    else:
        print(f"{found.id}  {found.title}\n  because  {found.because}\n  source   {found.source}")
    return 0
