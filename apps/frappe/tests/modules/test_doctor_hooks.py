"""The doctor lists what is wrong with an app's hooks.py."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import crm_suite.hooks
import frappe
import pytest
from frappe.install.doctor import examine


def test_doctor_names_an_unknown_hook(crm: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crm_suite.hooks, "doc_event", {"ToDo": {}}, raising=False)

    found = [problem for problem in examine(Path(frappe.local.sites_path).parent) if problem.id.startswith("hooks.")]

    assert [(problem.id, problem.where, problem.hint) for problem in found] == [
        ("hooks.E001", "crm_suite.hooks.doc_event", "Did you mean doc_events?")
    ]
