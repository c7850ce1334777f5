"""Reports in the Python of an app, and changed copies of them: columns, total row, roles (contract 8.8)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import frappe
import pytest
from core.people import ADA, make_user
from frappe.context import local
from frappe.desk import query_report
from frappe.exceptions import ValidationError
from frappe.install import install_app
from install.made_app import MadeApp, on_bench

EXECUTE = """
def execute(filters=None):
    columns = [
        {"fieldname": "who", "label": "Who", "fieldtype": "Data"},
        "Amount:Currency:120",
        "Of:Link/ToDo:80",
        {"label": "Share", "fieldtype": "Percent"},
    ]
    rows = [["A", 0.1, None, 10], ["B", 0.2, None, 20], [filters.get("more") or "C", 0.3, None, 30]]
    return columns, rows, "Seen", {"type": "bar"}, [{"label": "All", "value": 3}]
"""


@pytest.fixture
def report(site: Any, sites_folder: Path, tmp_path: Path) -> Iterator[Any]:
    """A standard Script Report of an app, for holders of Report Reader."""
    app = MadeApp(tmp_path, "report_app")
    values = {"doctype": "Report", "name": "Sums", "report_name": "Sums", "ref_doctype": "ToDo", "is_standard": "Yes",
              "report_type": "Script Report", "module": "Report App", "add_total_row": 1,
              "roles": [{"role": "Report Reader"}], "modified": "2026-01-01 00:00:00"}  # fmt: skip
    frappe.get_doc({"doctype": "Role", "role_name": "Report Reader"}).insert()
    app.record("report", values)
    folder = app.module / "report" / "sums"
    for place in (folder, folder.parent):
        (place / "__init__.py").touch()
    (folder / "sums.py").write_text(EXECUTE)
    with on_bench([app], sites_folder):
        install_app("report_app")
        yield frappe.get_doc("Report", "Sums")
    local.db.connection.commits += 1


def test_short_columns_are_read_and_sums_are_exact(report: Any) -> None:
    answer = query_report.run("Sums", filters='{"more": "D"}')

    kinds = [(column["fieldname"], column["fieldtype"], column.get("options")) for column in answer["columns"]]
    assert kinds == [("who", "Data", None), ("amount", "Currency", None), ("of", "Link", "ToDo"),
                     ("share", "Percent", None)]  # fmt: skip
    assert [row[0] for row in answer["result"]] == ["A", "B", "D", "Total"]
    assert answer["result"][-1] == ["Total", 0.6, None, 20.0]
    assert (answer["message"], answer["chart"]["type"], answer["report_summary"][0]["value"]) == ("Seen", "bar", 3)


def test_a_role_of_the_report_and_the_right_to_report_are_needed(report: Any) -> None:
    make_user(ADA, "Translator")
    frappe.set_user(ADA)
    with pytest.raises(frappe.PermissionError, match="access to Report"):
        query_report.run("Sums")
    frappe.set_user("Administrator")
    frappe.get_doc("User", ADA).add_roles("Report Reader")
    frappe.set_user(ADA)

    assert len(query_report.run("Sums")["result"]) == 4
    assert "Sums" in frappe.get_list("Report", pluck="name")


def test_disabled_report_does_not_run(report: Any) -> None:
    report.toggle_disable(True)

    with pytest.raises(ValidationError, match="Report Sums is disabled"):
        query_report.run("Sums")


def test_a_changed_copy_keeps_the_roles_and_the_filters(report: Any) -> None:
    name = query_report.save_report("Sums", "My Sums", "[]", '{"more": "Mine"}')

    assert [row.role for row in frappe.get_doc("Report", name).roles] == ["Report Reader"]
    assert [row[0] for row in query_report.run(name)["result"]] == ["A", "B", "Mine", "Total"]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"report_type": "Query Report", "query": "delete from tabToDo"}, "SELECT"),
        ({"report_type": "Custom Report"}, "Choose the report"),
        ({"report_type": "Report Builder", "json": "{"}, "cannot be read"),
        ({"report_type": "Report Builder", "ref_doctype": "Has Role"}, "child table"),
    ],
)
def test_what_cannot_be_a_report(site: Any, values: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        frappe.get_doc(
            {"doctype": "Report", "report_name": "R", "ref_doctype": "ToDo", "is_standard": "No", **values}
        ).insert()


def test_code_of_reports_is_written_by_script_managers_alone(site: Any) -> None:
    make_user(ADA, "System Manager", "Report Manager")
    frappe.set_user(ADA)
    values = {"doctype": "Report", "report_name": "R", "ref_doctype": "ToDo", "is_standard": "No"}

    with pytest.raises(frappe.PermissionError, match="Query / Script Reports"):
        frappe.get_doc({**values, "report_type": "Query Report", "query": "select 1"}).insert()
    assert frappe.get_doc({**values, "report_type": "Report Builder", "json": "{}"}).insert().name == "R"
