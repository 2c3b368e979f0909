"""Whether dying, or a plan to stay at home, has been spoken of at all: only then is anybody kept waiting for it."""

from __future__ import annotations

from typing import Final

from carecon.rules.language.condition import Is

DYING_SPOKEN_OF: Final = Is("dying_spoken_of")
"""The definition of the packs under which plans are asked about first."""

END_OF_LIFE_KNOWN: Final = Is("end_of_life_known")
"""The definition under which a present danger sign waits for a plan that may settle it."""
