"""Doorway: fixtures live in ``frappe.install``."""

from __future__ import annotations

from frappe.install.export import export_fixtures as export_fixtures
from frappe.install.fixtures import import_folder
from frappe.install.fixtures import sync_fixtures as sync_fixtures

import_fixtures = import_folder
