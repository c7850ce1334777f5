"""An app of its own for a test of installation, on a site that is made anew afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import frappe
import pytest
from frappe.context import local
from install.made_app import MadeApp, on_bench


@pytest.fixture
def made_app(site: Any, sites_folder: Path, tmp_path: Path) -> Iterator[MadeApp]:
    """``trial_app`` on the bench, with one DocType; not installed."""
    app = MadeApp(tmp_path, "trial_app")
    app.doctype("Trial Thing", "title")
    with on_bench([app], sites_folder):
        try:
            yield app
        finally:
            frappe.db.rollback()
            local.db.connection.commits += 1
