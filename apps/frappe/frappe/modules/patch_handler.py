"""Doorway: patches live in ``frappe.install.patches``."""

from __future__ import annotations

from frappe.install.patches import get_all_patches as get_all_patches
from frappe.install.patches import get_patches_from_app as get_patches_from_app
from frappe.install.patches import is_done
from frappe.install.patches import run_all as run_all
from frappe.install.patches import run_single as run_single

executed = is_done
