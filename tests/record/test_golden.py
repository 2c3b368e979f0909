"""A stored entry of every kind and version can be read: `golden/` holds one of each, written when it was new.

A file is never changed. A new kind or version adds one: the payload as `journal.canonical` writes it.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import pytest

from carecon.errors import StoreUnavailable
from carecon.record.entries import MODELS, Payload
from carecon.record.journal import canonical
from carecon.record.upcast import UPCASTERS, read_payload

GOLDEN = Path(__file__).with_name("golden")


@pytest.mark.parametrize(("kind", "version"), sorted(MODELS))
def test_what_was_stored_is_read_as_it_was_meant(kind: str, version: int) -> None:
    text = (GOLDEN / f"{kind}-{version}.json").read_text(encoding="utf-8").removesuffix("\n")
    payload = read_payload(kind, version, text)
    assert kind == payload.KIND
    if (kind, version + 1) not in MODELS:
        assert canonical(payload)[0] == text


def test_there_is_no_golden_file_of_something_unknown() -> None:
    assert {path.stem for path in GOLDEN.glob("*.json")} == {f"{kind}-{version}" for kind, version in MODELS}


def test_every_old_version_has_its_upcaster() -> None:
    old = {(kind, version) for kind, version in MODELS if (kind, version + 1) in MODELS}
    assert set(UPCASTERS) == old


class Weighed(Payload):
    """A kind that was changed twice: pounds, then kilograms, then who weighed."""

    KIND: ClassVar[str] = "weighed"

    kilograms: float
    by: str


def test_an_old_version_is_brought_forward_step_by_step() -> None:
    models = {("weighed", version): Weighed for version in (1, 2, 3)}
    upcasters = {
        ("weighed", 1): lambda fields: {"kilograms": fields["pounds"] * 0.45359237},
        ("weighed", 2): lambda fields: {**fields, "by": "nobody said"},
    }
    payload = read_payload("weighed", 1, '{"pounds":100}', models, upcasters)
    assert payload == Weighed(kilograms=45.359237, by="nobody said")


@pytest.mark.parametrize(
    ("kind", "version", "text"), [("levitated", 1, "{}"), ("noted", 9, "{}"), ("noted", 1, '{"x":1}')]
)
def test_what_a_newer_program_wrote_is_said_to_be_so(kind: str, version: int, text: str) -> None:
    with pytest.raises(StoreUnavailable, match="update the program"):
        read_payload(kind, version, text)
