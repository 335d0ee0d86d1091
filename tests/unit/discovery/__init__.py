"""Tests of where endpoints come from and which of them takes a call."""
