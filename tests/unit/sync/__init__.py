"""Tests of the sync engine and its pure parts."""
