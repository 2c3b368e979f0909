"""Where a database is: a file path, `sqlite:///path` or a PostgreSQL URL, as typed. Imports nothing heavy."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from carecon.errors import BadInput

_POSTGRESQL = ("postgresql", "postgres", "postgresql+psycopg")


@dataclass(frozen=True, slots=True)
class Address:
    """A database: an SQLite file (`path`), or else a PostgreSQL URL."""

    url: str
    path: Path | None

    @property
    def sqlalchemy_url(self) -> str:
        """The PostgreSQL URL as SQLAlchemy wants it, with its driver named."""
        return "postgresql+psycopg://" + self.url.partition("://")[2]

    @property
    def file(self) -> Path:
        """The SQLite file. Raises ValueError for a PostgreSQL address."""
        if self.path is None:
            raise ValueError("a PostgreSQL address has no file")
        return self.path

    def libpq(self) -> dict[str, str]:
        """The same address as libpq's own parameters, for the bare driver.

        SQLAlchemy writes several hosts as `?host=h1:5432&host=h2:5432`; libpq wants lists.
        """
        parts = urlsplit(self.url)
        settings: dict[str, str] = {}
        hosts = [(parts.hostname, str(parts.port or ""))] if parts.hostname else []
        for key, value in parse_qsl(parts.query):
            if key == "host":
                name, _, port = value.partition(":") if not value.startswith("/") else (value, "", "")
                hosts.append((name, port))
            else:
                settings[key] = value
        if hosts:
            settings["host"] = ",".join(name for name, _ in hosts)
            if any(port for _, port in hosts):
                settings["port"] = ",".join(port for _, port in hosts)
        if parts.username:
            settings["user"] = unquote(parts.username)
        if parts.password:
            settings["password"] = unquote(parts.password)
        if parts.path.strip("/"):
            settings["dbname"] = unquote(parts.path.strip("/"))
        return settings


def parse_address(url_or_path: str) -> Address:
    """The database meant by `url_or_path`. Raises BadInput for another scheme, nothing, or an in-memory database."""
    text = url_or_path.strip()
    scheme, separator, rest = text.partition("://")
    if not text or text == ":memory:":
        raise BadInput("database", "a file path or a URL is needed", "such as hub.sqlite or postgresql://host/hub")
    if not separator:
        return Address(text, Path(text))
    if scheme.lower() == "sqlite":
        path = unquote(rest.removeprefix("/"))
        if not path or path == ":memory:":
            raise BadInput("database", f"{text} names no file", "such as sqlite:///hub.sqlite")
        return Address(text, Path(path))
    if scheme.lower() in _POSTGRESQL:
        return Address(text, None)
    raise BadInput("database", f"{scheme}:// is not supported", "give a file path, sqlite:/// or postgresql://")
