"""Pages to one flow."""
