"""Every screen test starts from the same terminal, whatever the shell it is run from."""

from __future__ import annotations

import os

for _variable in [name for name in os.environ if name.startswith("TEXTUAL") or name in ("NO_COLOR", "COLORTERM")]:
    del os.environ[_variable]
