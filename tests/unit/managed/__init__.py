"""Tests of the views: what each of them reads, and when."""
