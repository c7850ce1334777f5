"""What installation does once."""
