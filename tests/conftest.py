"""What every test run shares."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("carecon", deadline=None)
settings.load_profile("carecon")
# No test fails for being slow: machines that run tests are shared, and a deadline would measure their neighbours.
