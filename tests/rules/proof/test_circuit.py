"""A circuit keeps each statement once, in its plainest form, and says of a case what the statement says."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from carecon.rules.proof.circuit import FALSE, TRUE, Circuit, Statement
from carecon.rules.proof.minutes import Minutes

SIZES = {"a": 2, "b": 2, "c": 3, "d": 4}

Tree = tuple[object, ...]


def trees() -> st.SearchStrategy[Tree]:
    """Statements as trees: what is built of them is worked out beside the circuit."""
    among = st.sampled_from(sorted(SIZES)).flatmap(
        lambda name: st.tuples(st.just("among"), st.just(name), st.frozensets(st.integers(0, SIZES[name] - 1)))
    )
    return st.recursive(
        among,
        lambda inner: st.one_of(
            st.tuples(st.just("not"), inner),
            st.tuples(st.sampled_from(["every", "some"]), st.lists(inner, max_size=4).map(tuple)),
            st.tuples(st.just("enough"), st.integers(0, 4), st.lists(inner, max_size=4).map(tuple)),
            st.tuples(st.just("either"), inner, inner, inner),
            st.tuples(st.just("same"), inner, inner),
        ),
        max_leaves=12,
    )


def written(tree: Tree, circuit: Circuit) -> Statement:
    match tree:
        case ("among", str(name), frozenset() as chosen):
            return circuit.among(name, chosen)
        case ("not", tuple(inner)):
            return -written(inner, circuit)
        case ("every", tuple(parts)):
            return circuit.every(written(part, circuit) for part in parts)
        case ("some", tuple(parts)):
            return circuit.some(written(part, circuit) for part in parts)
        case ("enough", int(count), tuple(parts)):
            return circuit.enough(count, [written(part, circuit) for part in parts])
        case ("either", tuple(chosen), tuple(then), tuple(otherwise)):
            return circuit.either(written(chosen, circuit), written(then, circuit), written(otherwise, circuit))
        case ("same", tuple(left), tuple(right)):
            return circuit.same(written(left, circuit), written(right, circuit))
    raise ValueError(tree)


def meant(tree: Tree, states: dict[str, int]) -> bool:
    match tree:
        case ("among", str(name), frozenset() as chosen):
            return states[name] in chosen
        case ("not", tuple(inner)):
            return not meant(inner, states)
        case ("every", tuple(parts)):
            return all(meant(part, states) for part in parts)
        case ("some", tuple(parts)):
            return any(meant(part, states) for part in parts)
        case ("enough", int(count), tuple(parts)):
            return sum(meant(part, states) for part in parts) >= count
        case ("either", tuple(chosen), tuple(then), tuple(otherwise)):
            return meant(then, states) if meant(chosen, states) else meant(otherwise, states)
        case ("same", tuple(left), tuple(right)):
            return meant(left, states) == meant(right, states)
    raise ValueError(tree)


@settings(max_examples=150, deadline=None)
@given(trees())
def test_a_circuit_says_of_every_case_what_was_written(tree: Tree) -> None:
    circuit = Circuit(SIZES)
    statement = written(tree, circuit)
    for numbers in product(*map(range, SIZES.values())):
        states = dict(zip(SIZES, numbers, strict=True))
        assert circuit.value(statement, states) is meant(tree, states)
        assert circuit.value(-statement, states) is not meant(tree, states)


@settings(max_examples=100, deadline=None)
@given(trees())
def test_a_statement_is_made_of_earlier_ones_and_written_only_once(tree: Tree) -> None:
    circuit = Circuit(SIZES)
    statement = written(tree, circuit)
    made = len(circuit.gates)
    assert written(tree, circuit) == statement
    assert len(circuit.gates) == made
    behind = circuit.behind([statement])
    assert behind == sorted(set(behind))
    assert behind[-1] == abs(statement)
    for number in behind:
        parts = getattr(circuit.gates[number], "parts", ())
        assert {abs(part) for part in parts} <= set(behind)
        assert all(abs(part) < number for part in parts)


def test_what_needs_no_gate_makes_none() -> None:
    circuit = Circuit(SIZES)
    a, b = circuit.among("a", (1,)), circuit.among("b", (1,))
    made = len(circuit.gates)
    assert circuit.among("c", ()) == FALSE
    assert circuit.among("c", (0, 1, 2)) == TRUE
    assert circuit.among("a", (0,)) == -a
    assert circuit.every(()) == TRUE
    assert circuit.some(()) == FALSE
    assert circuit.every((a, TRUE, a)) == a
    assert circuit.every((a, b, FALSE)) == FALSE
    assert circuit.every((a, -a)) == FALSE
    assert circuit.some((a, -a)) == TRUE
    assert circuit.enough(0, [a, b]) == TRUE
    assert circuit.enough(3, [a, b]) == FALSE
    assert circuit.enough(2, [TRUE, a]) == a
    assert len(circuit.gates) == made
    assert circuit.enough(2, [a, b]) == circuit.every((a, b))
    assert circuit.enough(1, [a, b]) == circuit.some((b, a))
    assert circuit.every((a, b)) == circuit.every((b, a))


def test_a_part_that_stands_twice_counts_twice() -> None:
    circuit = Circuit(SIZES)
    a, b = circuit.among("a", (1,)), circuit.among("b", (1,))
    two = circuit.enough(2, [a, a, b])
    assert circuit.value(two, {"a": 1, "b": 0})
    assert not circuit.value(two, {"a": 0, "b": 1})


def test_minutes_are_the_smallest_whose_statement_holds() -> None:
    circuit = Circuit(SIZES)
    a, b = circuit.among("a", (1,)), circuit.among("b", (1,))
    minutes = Minutes(((TRUE, 240), (a, 60))).also([(b, 0)])
    assert minutes.numbers == (0, 60, 240)
    for now, soonest in (({"a": 0, "b": 0}, 240), ({"a": 1, "b": 0}, 60), ({"a": 1, "b": 1}, 0)):
        within = [number for number in minutes.numbers if circuit.value(minutes.within(circuit, number), now)]
        assert within[0] == soonest
