"""``kingpin console``: the use cases by number, for a person at a terminal."""
