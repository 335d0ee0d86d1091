"""Tests of several rooms at once, in the processes and modes that users run them in."""
