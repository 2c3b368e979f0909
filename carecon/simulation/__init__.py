"""A hub run from a seed: synthetic people, what they call about, and a shift that acts through the desk."""
