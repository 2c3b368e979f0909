"""What went wrong in the database, in words for the person at the desk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError, StatementError

from carecon.errors import BadInput, Conflict, StoreUnavailable


@contextmanager
def told_plainly(doing: str) -> Iterator[None]:
    """Turn the database's own errors into ours; `doing` completes "The record cannot be ...".

    Raises StoreUnavailable, Conflict (something that must be unique is there already) or BadInput (a value that cannot
    be kept, such as a time without its zone).
    """
    try:
        yield
    except IntegrityError as error:
        raise Conflict("This is in the record already. Nothing was saved.") from error
    except DBAPIError as error:
        if "not a database" in str(error.orig):
            raise BadInput("database", "this file is not a database", "choose another with --db") from error
        raise StoreUnavailable(f"The record cannot be {doing} now ({_first_line(error.orig)}). Try again.") from error
    except StatementError as error:
        if isinstance(error.orig, ValueError):
            raise BadInput("record", _first_line(error.orig)) from error
        raise
    except SQLAlchemyError as error:
        raise StoreUnavailable(f"The record cannot be {doing} now ({_first_line(error)}). Try again.") from error


def _first_line(error: BaseException | None) -> str:
    return (str(error).splitlines() or ["no reason given"])[0]
