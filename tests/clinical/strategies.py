"""Values and answers that facts can take, for property tests of every room."""

from __future__ import annotations

import math
from datetime import UTC

from hypothesis import strategies as st

from carecon.clinical.answers import Value, without_value
from carecon.clinical.facts import Fact, FactKind


def values(fact: Fact) -> st.SearchStrategy[Value]:
    """Values that the fact can take."""
    if fact.many:
        return st.sets(st.sampled_from(fact.choices)).map(lambda some: tuple(c for c in fact.choices if c in some))
    match fact.kind:
        case FactKind.BOOL:
            return st.booleans()
        case FactKind.NUMBER:
            low, high = fact.minimum or 0, fact.maximum or 0
            return st.integers(math.ceil(low), math.floor(high)) | st.floats(low, high)
        case FactKind.CHOICE:
            return st.sampled_from(fact.choices)
        case FactKind.TEXT:
            return st.text(max_size=50).filter(lambda text: without_value(text) is None)
        case FactKind.DATETIME:
            return st.datetimes(timezones=st.just(UTC))
        case FactKind.DATE:
            return st.dates()
