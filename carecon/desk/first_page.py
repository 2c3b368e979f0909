"""What a console shows before anything heavy is imported: whose record it is, and the first page of the queue."""

from __future__ import annotations

from carecon.record.first_page import first_page
from carecon.record.label import Label, read_label

__all__ = ["Label", "first_page", "read_label"]
