"""``SiteMigration``: upstream's way to ask for a migration of a site."""

from __future__ import annotations

from typing import Any

from frappe.context import local
from frappe.install import migrate
from frappe.sites import connect, destroy, init


class SiteMigration:
    """A migration with its choices; `run` opens the site, migrates it and closes it."""

    def __init__(self, skip_failing: bool = False, skip_search_index: bool = False) -> None:
        self.skip_failing = skip_failing

    def run(self, site: str) -> Any:
        """Migrate a site and return what was done."""
        init(site, local.__dict__.get("sites_path", "."))
        try:
            connect()
            return migrate(skip_failing=self.skip_failing)
        finally:
            destroy()
