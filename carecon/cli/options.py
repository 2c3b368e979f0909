"""What every subcommand understands, before or after its name."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from carecon.settings import Settings, database_path, read_settings


@dataclass(frozen=True, slots=True)
class Options:
    """`db`: a file path or a URL; `json`: answers for programs."""

    db: str | None = None
    json: bool = False

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return read_settings()

    @property
    def database(self) -> str:
        """The database that is meant: `--db`, else the environment's, the settings', the usual place."""
        return self.db or self.settings.database or str(database_path())


def has_terminal() -> bool:
    """Whether a person can be asked something. Without a terminal nothing prompts."""
    return sys.stdin.isatty() and sys.stdout.isatty()
