"""Bytes from outside to JSON values, refusing early whatever is not plain, finite, unambiguous JSON of a sane size."""

from __future__ import annotations

import codecs
import json
import re
from typing import Any, Final

from carecon.intake.errors import IntakeError

LARGEST: Final = 20 * 1024 * 1024
"""Bytes of a message. A full validation request has about 40 kB; a message of 20 MB is a mistake or an attack."""

DEEPEST: Final = 100
"""Levels of nesting. FHIR needs about a dozen; a parser that recurses gives up at about a thousand."""

_TOKEN: Final = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)

_OTHER_ENCODINGS: Final = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


def parse_json(data: bytes, name: str) -> Any:
    """The JSON value in `data`. Raises IntakeError, naming the file, for anything else."""
    text = _decoded(data, name)
    _check_depth(text, name)
    try:
        return json.loads(
            text,
            object_pairs_hook=lambda pairs: _object(pairs, name),
            parse_constant=lambda constant: _refuse_constant(constant, name),
        )
    except json.JSONDecodeError as error:
        raise IntakeError(name, _what_is_wrong(error, text)) from None
    except ValueError:  # a whole number of thousands of digits
        raise IntakeError(name, "holds a number too long to be one; a FHIR message in JSON is expected") from None


def _decoded(data: bytes, name: str) -> str:
    if len(data) > LARGEST:
        size, most = len(data) // 2**20, LARGEST // 2**20
        raise IntakeError(name, f"has {size:,} MB; a message of at most {most} MB is expected")
    for mark, encoding in _OTHER_ENCODINGS:
        if data.startswith(mark):
            raise IntakeError(name, f"is written in {encoding}; UTF-8 is expected")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise IntakeError(name, f"is not UTF-8: byte {error.start:,} is {data[error.start]:#04x}") from None
    if not text.strip():
        raise IntakeError(name, "is empty; a FHIR message in JSON is expected")
    if text.lstrip().startswith("<"):
        raise IntakeError(name, "is XML or HTML; a FHIR message in JSON is expected")
    return text


def _check_depth(text: str, name: str) -> None:
    depth = 0
    for found in _TOKEN.finditer(text):
        match text[found.start()]:
            case "{" | "[":
                depth += 1
                if depth > DEEPEST:
                    raise IntakeError(name, f"is nested more than {DEEPEST} levels deep; no FHIR message is")
            case "}" | "]":
                depth -= 1


def _object(pairs: list[tuple[str, Any]], name: str) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise IntakeError(name, f"gives {twice[:60]!r} twice in one object, so that it could be read two ways")
    return found


def _refuse_constant(constant: str, name: str) -> None:
    raise IntakeError(name, f"holds {constant}, which is not a number; a FHIR message in JSON is expected")


def _what_is_wrong(error: json.JSONDecodeError, text: str) -> str:
    place = f"line {error.lineno}, column {error.colno}"
    if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string"):
        return f"is cut off: it ends in the middle, after {place}"
    found = text[error.pos : error.pos + 20].split("\n")[0].strip() or "a line break"
    return f"is not JSON: {error.msg.lower()} at {place}, where it says {found!r}"
