"""The steps of a decision, in their order: danger signs, needed facts, route, seniors, what goes beside."""
