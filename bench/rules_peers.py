"""The same rules on other engines: each gets two plain statements a rule, "definitely true" and "definitely false".

That way every engine gives the right answer in three values, whatever it makes of a missing one itself, and the speeds
compare like with like. An engine that is not installed is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import combinations
from typing import Any as Anything

from bench.rules_by_hand import by_hand
from bench.rules_pack import BenchPack
from carecon.rules.language.condition import Compare, Is, OneOf, Truth
from carecon.rules.language.lowering import All, Any, Count, Holds, Node, rails
from carecon.rules.language.names import Kind

Flat = Mapping[str, Anything]
Engine = Callable[[Flat], tuple[Truth, ...]]

BOUNDS = {">=": ("lo", "hi", "<"), ">": ("lo", "hi", "<="), "<=": ("hi", "lo", ">"), "<": ("hi", "lo", ">=")}


def written(node: Node, pack: BenchPack, words: tuple[str, str], number: type[int] | type[float]) -> str:
    """A statement in infix, with the engine's `words` for and and or, and its numbers."""

    def joined(word: str, parts: list[str]) -> str:
        return f"({f' {word} '.join(parts)})"

    both, either = words
    match node:
        case All(parts):
            return joined(both, [written(part, pack, words, number) for part in parts])
        case Any(parts):
            return joined(either, [written(part, pack, words, number) for part in parts])
        case Count(at_least, parts):
            return written(Any(tuple(All(some) for some in combinations(parts, at_least))), pack, words, number)
        case Holds(Is(name), rail):
            return f"{name} == '{'yes' if rail else 'no'}'"
        case Holds(OneOf(name, values), rail):
            chosen = values if rail else [value for value in pack.names[name].choices if value not in values]
            return joined(either, [f"{name} == '{value}'" for value in chosen])
        case Holds(Compare(name, "==", value), rail):
            low, high = (f"{name}_lo", f"{name}_hi")
            constant = repr(number(value))
            if rail:
                return joined(both, [f"{low} >= {constant}", f"{high} <= {constant}"])
            return joined(either, [f"{high} < {constant}", f"{low} > {constant}"])
        case Holds(Compare(name, operator, value), rail):
            certain, possible, opposite = BOUNDS[operator]
            end, sign = (certain, operator) if rail else (possible, opposite)
            return f"{name}_{end} {sign} {number(value)!r}"
    raise NotImplementedError(node)


def _statements(
    pack: BenchPack, words: tuple[str, str], number: type[int] | type[float]
) -> tuple[list[str], list[str]]:
    found = [rails(condition, {}) for condition in pack.rules.values()]
    return (
        [written(each.true, pack, words, number) for each in found],
        [written(each.false, pack, words, number) for each in found],
    )


def _in_three_values(true: list[bool], false: list[bool]) -> tuple[Truth, ...]:
    return tuple([True if yes else False if no else None for yes, no in zip(true, false, strict=True)])


def hand(pack: BenchPack) -> Engine:
    """The function written by hand."""
    return by_hand


def rule_engine(pack: BenchPack) -> Engine:
    """rule-engine: one compiled rule a statement."""
    import rule_engine as library

    context = library.Context(default_value=None)
    true, false = (
        [library.Rule(text, context=context).matches for text in side]
        for side in _statements(pack, ("and", "or"), float)
    )
    return lambda flat: tuple(
        [True if yes(flat) else False if no(flat) else None for yes, no in zip(true, false, strict=True)]
    )


def zen_engine(pack: BenchPack) -> Engine:
    """zen-engine: all statements as one list, so that the case crosses into native code once."""
    import zen

    true, false = _statements(pack, ("and", "or"), float)
    evaluate = zen.compile_expression(f"[{', '.join((*true, *false))}]").evaluate
    count = len(true)

    def run(flat: Flat) -> tuple[Truth, ...]:
        found = evaluate(flat)
        return _in_three_values(found[:count], found[count:])

    return run


def cel_cpp(pack: BenchPack) -> Engine:
    """cel-expr-python, which is CEL in C++: all statements as one list. Its numbers must all be doubles."""
    from cel_expr_python import cel

    names: dict[str, Anything] = {}
    for name, fact in pack.names.items():
        if fact.kind is Kind.NUMBER:
            names[f"{name}_lo"] = names[f"{name}_hi"] = cel.Type.DOUBLE
        else:
            names[name] = cel.Type.STRING
    true, false = _statements(pack, ("&&", "||"), float)
    program = cel.NewEnv(variables=names).compile(f"[{', '.join((*true, *false))}]")
    count = len(true)

    def run(flat: Flat) -> tuple[Truth, ...]:
        found = program.eval(data=flat).plain_value()
        return _in_three_values(found[:count], found[count:])

    return run


def doubles(flat: Flat) -> Flat:
    """The case with every number as a double, as CEL wants them."""
    return {name: float(value) if isinstance(value, int) else value for name, value in flat.items()}


PEERS: Mapping[str, tuple[str, Callable[[BenchPack], Engine], float]] = {
    # Name: the module that must be installed, how it is set up, and how many times as fast ours has to be.
    "rule-engine": ("rule_engine", rule_engine, 50),
    "zen-engine": ("zen", zen_engine, 2.5),
    "cel-expr-python (C++)": ("cel_expr_python", cel_cpp, 5),
}
