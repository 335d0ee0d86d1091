"""The write path over the embedded store."""
