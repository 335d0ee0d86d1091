"""The command ``kingpin``: each module is one group of commands, and holds no rule of its own."""
