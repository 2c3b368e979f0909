"""Every screen test starts from the same terminal, whatever the shell it is run from."""

from __future__ import annotations

import os

OF_THE_SNAPSHOT_PLUGIN = "TEXTUAL_SNAPSHOT"
"""Variables that the plugin sets for its own workers."""

for _variable in list(os.environ):
    of_textual = _variable.startswith("TEXTUAL") and not _variable.startswith(OF_THE_SNAPSHOT_PLUGIN)
    if of_textual or _variable in ("NO_COLOR", "COLORTERM"):
        del os.environ[_variable]
