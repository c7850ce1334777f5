"""MariaDB: the server for production, through its own connector (in the production lock only)."""
