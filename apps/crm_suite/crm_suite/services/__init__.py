"""Use cases across records: each checks permission, changes records and leaves the log entry."""
