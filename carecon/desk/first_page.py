"""The first page of the queue, through the bare driver: what stands on the screen before anything heavy is imported."""

from __future__ import annotations

from carecon.record.first_page import first_page

__all__ = ["first_page"]
