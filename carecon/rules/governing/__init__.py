"""Rules over time: kept, compared, tried on old cases, checked, approved, explained."""
