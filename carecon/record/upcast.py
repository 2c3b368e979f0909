"""Reading payloads of any age: an old version is brought forward, one version at a time, before it is understood."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from pydantic import ValidationError

from carecon.errors import StoreUnavailable
from carecon.record.entries import MODELS, Payload

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]
"""Makes the stored fields of one version into those of the next."""

UPCASTERS: Final[dict[tuple[str, int], Upcaster]] = {}
"""By kind and the version that it reads. None is needed while every kind is in its first version."""


def read_payload(
    kind: str,
    version: int,
    text: str,
    models: Mapping[tuple[str, int], type[Payload]] = MODELS,
    upcasters: Mapping[tuple[str, int], Upcaster] = UPCASTERS,
) -> Payload:
    """What an entry of that kind and version says, as the newest version of its kind.

    Raises StoreUnavailable for a kind or version that this program does not know: a newer one wrote it.
    """
    model = models.get((kind, version))
    if model is None:
        raise _too_new(kind, version)
    try:
        if (kind, version + 1) not in models:
            return model.model_validate_json(text)
        fields: dict[str, Any] = json.loads(text)
        while (kind, version + 1) in models:
            fields = upcasters[kind, version](fields)
            version += 1
        return models[kind, version].model_validate(fields)
    except ValidationError as error:
        raise _too_new(kind, version) from error


def _too_new(kind: str, version: int) -> StoreUnavailable:
    return StoreUnavailable(
        f"The record holds a {kind} entry (version {version}) that this carecon cannot read: update the program."
    )
