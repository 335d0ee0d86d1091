"""The commands of ``kingpin config``."""
