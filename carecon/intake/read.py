"""Bytes from outside into a typed arrival, whatever format they are in."""

from __future__ import annotations

from carecon.intake.arrival import Arrival
from carecon.intake.bars.request import read_request
from carecon.intake.bundle import Bundle
from carecon.intake.strict_json import parse_json


def read_message(data: bytes, name: str) -> Arrival:
    """The message in `data`, understood. `name` is what users call the file.

    Read today: a Booking and Referral Standard validation request (FHIR R4, JSON). Raises IntakeError, one clear line,
    for anything else; no other exception comes out of here, whatever the bytes.
    """
    return read_request(Bundle(parse_json(data, name), name), name)
