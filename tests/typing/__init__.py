"""What must type-check, and what must not."""
