"""The time zone of an area, read alone: the first frame shows the time and waits for nothing else."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import tomli


def zone_of(name_or_path: str) -> ZoneInfo:
    """The time zone of an area that ships, by its id, or of an area file, by its path."""
    shipped = files("carecon.area") / f"{name_or_path}.toml"
    text = shipped.read_text("utf-8") if shipped.is_file() else Path(name_or_path).read_text("utf-8")
    return ZoneInfo(tomli.loads(text)["area"]["time_zone"])
