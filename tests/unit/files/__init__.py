"""Tests of the local files: where they are, how they are read and replaced."""
