"""`carecon rules`: reading, testing, checking, comparing and approving the rules that advice is made from."""

from __future__ import annotations

from cyclopts import App

from carecon.cli.rules.check_command import check_rules, run_tests
from carecon.cli.rules.diff_command import diff_rules
from carecon.cli.rules.explain_command import explain_case_again
from carecon.cli.rules.shadow_command import shadow_rules
from carecon.cli.rules.show_command import list_rules, show_rule
from carecon.cli.rules.states_command import change_rules_state, list_states, propose_rules

HELP = """Read, test, check, compare and approve the rules that advice is made from.

PACK, OLD and NEW are a pack file, a folder of packs, the hash of rules that a database keeps, or shipped. Examples:

    carecon rules list --find anticoagulant     what rules there are
    carecon rules show RF-HEAD-01               one of them in words, as a decision table, with its tests
    carecon rules test my_pack.toml             run the tests that rules carry
    carecon rules check my_pack.toml            look for gaps, contradictions and rules that cannot fire
    carecon rules diff shipped my_pack.toml     what would change
    carecon rules shadow my_pack.toml --since 2026-01-01 --db hub.sqlite
    carecon rules explain K7F-2QM --db hub.sqlite
    carecon rules propose my_pack.toml --user pmoon --reason "As NG232 has it now" --db hub.sqlite
    carecon rules state 5f3c0a91 approved --user rlake --reason "Governance group" --db hub.sqlite
"""

rules = App(name="rules", help=HELP)
rules.command(list_rules, name="list")
rules.command(show_rule, name="show")
rules.command(run_tests, name="test")
rules.command(check_rules, name="check")
rules.command(explain_case_again, name="explain")
rules.command(shadow_rules, name="shadow")
rules.command(diff_rules, name="diff")
rules.command(propose_rules, name="propose")
rules.command(change_rules_state, name="state")
rules.command(list_states, name="states")
