"""Frozen read models that the desk hands on to whoever shows them. Light: the first screenful needs nothing else."""

from __future__ import annotations

from carecon.record.queue_view import QueueCounts, QueueFilter, QueuePage, QueueRow

__all__ = ["QueueCounts", "QueueFilter", "QueuePage", "QueueRow"]
