"""carecon: a clinician triage console for a Care Coordination Hub, in a terminal.

The package root imports nothing, so that `carecon --version` and `carecon advise` stay quick.
"""

__version__ = "0.1.0"
