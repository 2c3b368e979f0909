"""Settings: one file, the environment over it, and nothing else. Only `app`, `cli` and `__main__` read them.

Kept to the standard library: it stands on the way to the first frame.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path

import tomli

from carecon.errors import BadInput

DATABASE_VARIABLE = "CARECON_DATABASE_URL"
SETTINGS_VARIABLE = "CARECON_SETTINGS"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a deployment decides. Every field is a key of the settings file."""

    database: str = ""
    """Path of the SQLite file, or a PostgreSQL URL. Empty: `carecon.sqlite` in the platform's data directory."""

    hub: str = "Devon hub"
    """The name in the title, given to a new database."""

    area: str = "devon"
    """Which area file a new database is made for."""

    mouse: bool = False
    """Whether the console takes the mouse. Off, the terminal's own selection works and less is sent over the line."""

    bell: bool = False
    """Whether a crew's call rings the terminal's bell."""


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings in force. Raises BadInput naming file and key, what was found, and what is allowed."""
    environment = os.environ if environment is None else environment
    path = settings_path(environment)
    settings = _from_file(path) if path.exists() else Settings()
    if url := environment.get(DATABASE_VARIABLE):
        settings = replace(settings, database=url)
    return settings


def settings_path(environment: Mapping[str, str] | None = None) -> Path:
    """Where the settings file is, or would be."""
    environment = os.environ if environment is None else environment
    if named := environment.get(SETTINGS_VARIABLE):
        return Path(named)
    from platformdirs import user_config_path

    return user_config_path("carecon") / "settings.toml"


def database_path() -> Path:
    """Where the database is when nothing says otherwise: the platform's data directory."""
    from platformdirs import user_data_path

    return user_data_path("carecon") / "carecon.sqlite"


def log_path() -> Path:
    """Where faults of the program are kept: where in the program, never with what values."""
    from platformdirs import user_log_path

    return user_log_path("carecon") / "incidents.log"


def _from_file(path: Path) -> Settings:
    try:
        found = tomli.loads(path.read_text(encoding="utf-8"))
    except (tomli.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(str(path), f"not a TOML file: {error}") from None
    except OSError as error:
        raise BadInput(str(path), f"cannot be read: {error.strerror}") from None
    defaults = Settings()
    allowed = [field.name for field in fields(Settings)]
    for key, value in found.items():
        if key not in allowed:
            raise BadInput(f"{path}, {key}", "there is no such setting", "settings: " + ", ".join(allowed))
        expected = type(getattr(defaults, key))
        if type(value) is not expected:
            words = "true or false" if expected is bool else "text in quotes"
            raise BadInput(f"{path}, {key}", f"must be {words}, not {value!r}")
    return replace(defaults, **found)
