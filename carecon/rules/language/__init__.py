"""The language of conditions: what can be written, and what it means."""
