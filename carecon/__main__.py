"""The way in. What must be quick is answered before anything heavy is imported."""

from __future__ import annotations

import os
import sys

_TEXTUAL_SWITCHES = ("TEXTUAL", "TEXTUAL_LOG", "TEXTUAL_DRIVER", "TEXTUAL_PRESS", "TEXTUAL_SCREENSHOT")
"""Textual reads these when imported. They log keys and text, replace the driver, press keys: not at a clinical desk."""


def main() -> int:
    """Run `carecon` with the process's arguments and return its exit status."""
    for name in _TEXTUAL_SWITCHES:
        os.environ.pop(name, None)
    os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    os.environ.setdefault("ESCDELAY", "25")
    if sys.argv[1:] in (["--version"], ["-V"]):
        from carecon import __version__

        print(f"carecon {__version__}")
        return 0
    from carecon.cli.quick import quick_start

    if (open_console := quick_start(sys.argv[1:])) is not None:
        return open_console()
    from carecon.cli.commands import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
