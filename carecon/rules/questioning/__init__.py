"""Questions about an advice that need no solver: evidence, states of facts, what one answer would change."""
