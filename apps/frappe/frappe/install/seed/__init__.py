"""Records that every site has (contract 8.15): ``seed()`` writes what is missing; ``data/`` holds them as JSON."""

from __future__ import annotations

from frappe.install.seed.seed import seed as seed
from frappe.install.seed.seed import seed_standard as seed_standard
from frappe.install.seed.seed import write as write
