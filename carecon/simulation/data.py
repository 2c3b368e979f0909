"""Where the simulation's data lies: TOML files beside the code, shipped with it."""

from __future__ import annotations

from importlib.resources import files
from typing import Any, TypeVar

import tomli
from pydantic import BaseModel, ValidationError

from carecon.errors import BadInput

M = TypeVar("M", bound=BaseModel)


def table(name: str) -> dict[str, Any]:
    """The content of a data file, such as `people.toml` or `case_families/hip_fracture.toml`."""
    return tomli.loads((files("carecon.simulation") / name).read_text(encoding="utf-8"))


def names_in(folder: str) -> list[str]:
    """The names, without their ending, of the TOML files in a folder, in alphabetical order."""
    found = (files("carecon.simulation") / folder).iterdir()
    return sorted(item.name.removesuffix(".toml") for item in found if item.name.endswith(".toml"))


def read(model: type[M], name: str) -> M:
    """A data file as `model`. Raises BadInput that names the file and the key that is wrong."""
    return shaped(model, table(name), name)


def shaped(model: type[M], content: object, where: str) -> M:
    """`content` as `model`. Raises BadInput that names `where` and the key that is wrong."""
    try:
        return model.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise BadInput(f"{where}: {key}", first["msg"]) from None
