"""The app's JSON: DocTypes, workflows, first records, workspaces and endpoints fit together."""

from __future__ import annotations

import importlib
import inspect
import json
from functools import cache
from pathlib import Path
from typing import Any

import crm_suite
import frappe
import pytest
from crm_suite import hooks
from frappe.metadata.checks import check_doctype
from frappe.metadata.compile import compile_meta
from frappe.metadata.load import from_json
from frappe.model.base_document import get_controller
from frappe.rpc import is_whitelisted
from frappe.utils.eval_expression import check_expression

ROOT = Path(str(crm_suite.__file__)).parent
FRAMEWORK = Path(str(frappe.__file__)).parent
FILES = sorted(path for path in ROOT.glob("*/doctype/*/*.json") if path.stem == path.parent.name)
IDS = [path.stem for path in FILES]
WORKSPACES = sorted(ROOT.glob("*/workspace/*/*.json"))
WORKFLOWS = json.loads((ROOT / "setup/records/19_workflow.json").read_text(encoding="utf-8"))
LAYOUT = ("Section Break", "Column Break", "Tab Break")
CONDITIONS = ("depends_on", "mandatory_depends_on", "read_only_depends_on", "collapsible_depends_on")


@cache
def load(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


@cache
def all_doctypes() -> dict[str, dict[str, Any]]:
    theirs = [path for path in FRAMEWORK.glob("*/doctype/*/*.json") if path.stem == path.parent.name]
    return {load(path)["name"]: load(path) for path in [*FILES, *theirs]}


@cache
def roles() -> set[str]:
    rows = json.loads((ROOT / "fixtures/01_role.json").read_text(encoding="utf-8"))
    return {row["name"] for row in rows} | {"System Manager", "All", "Desk User"}


def names_in(filename: str, key: str = "name") -> set[str]:
    return {row[key] for row in json.loads((ROOT / filename).read_text(encoding="utf-8"))}


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_definition_has_no_structural_problem(path: Path) -> None:
    assert check_doctype(compile_meta(from_json(load(path)), app="crm_suite")) == []


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_definition_has_only_properties_that_the_contract_names(path: Path) -> None:
    def known(doctype: str) -> set[str]:
        return {field["fieldname"] for field in all_doctypes()[doctype]["fields"]}

    standard = {"doctype", "name", "owner", "creation", "modified", "modified_by", "idx", "docstatus", "field_order"}
    document = load(path)
    parts = {"fields": "DocField", "permissions": "DocPerm", "links": "DocType Link", "actions": "DocType Action",
             "states": "DocType State"}  # fmt: skip

    assert set(document) - known("DocType") - standard == set()
    for part, doctype in parts.items():
        for row in document.get(part) or ():
            assert set(row) - known(doctype) - standard == set(), (part, row)


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_every_target_is_a_doctype_of_the_right_kind(path: Path) -> None:
    known = all_doctypes()
    wrong = [
        (field["fieldname"], field["options"])
        for field in load(path)["fields"]
        if field["fieldtype"] in ("Link", "Table", "Table MultiSelect")
        and (
            field["options"] not in known
            or bool(known[field["options"]].get("istable")) != (field["fieldtype"] != "Link")
        )
    ]

    assert wrong == []


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_files_agree_with_the_name_and_hold_a_controller(path: Path) -> None:
    document = load(path)

    assert path.stem == document["name"].lower().replace(" ", "_")
    assert path.parent.parent.parent.name == document["module"].lower()
    assert document["field_order"] == [field["fieldname"] for field in document["fields"]]
    class_name = document["name"].replace(" ", "")
    module = importlib.import_module(f"crm_suite.{document['module'].lower()}.doctype.{path.stem}.{path.stem}")
    assert inspect.isclass(getattr(module, class_name))


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_fields_have_labels_and_conditions_that_parse(path: Path) -> None:
    for field in load(path)["fields"]:
        assert field.get("label") or field["fieldtype"] in LAYOUT, field["fieldname"]
        for prop in CONDITIONS:
            text = field.get(prop) or ""
            if text.startswith("eval:"):
                assert check_expression(text) is None, (field["fieldname"], text)


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_a_list_has_columns_filters_and_a_title(path: Path) -> None:
    document = load(path)
    if document.get("issingle"):
        return
    names = {field["fieldname"] for field in document["fields"]}
    named = [document.get("title_field"), *(document.get("search_fields") or "").split(",")]

    assert [field for field in named if field and field.strip() not in names] == []
    assert any(field.get("in_list_view") for field in document["fields"])


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_permissions_name_known_roles_and_the_administrator(path: Path) -> None:
    document = load(path)
    rows = document.get("permissions") or []

    assert bool(rows) == (not document.get("istable"))
    assert {row["role"] for row in rows} - roles() == set()
    assert document.get("istable") or "System Manager" in {row["role"] for row in rows}
    for row in rows:
        assert not (row.get("import") and not document.get("allow_import")), row["role"]
        assert not (row.get("permlevel") and not row.get("read")), row["role"]
    floor = {row["role"] for row in rows if not row.get("permlevel")}
    unfounded = {row["role"] for row in rows if row.get("permlevel")} - floor
    assert unfounded == set()


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_connections_and_actions_lead_somewhere(path: Path) -> None:
    known = all_doctypes()
    for row in load(path).get("links") or ():
        other = known[row["link_doctype"]]
        tables = [known[field["options"]] for field in other["fields"] if field["fieldtype"] == "Table"]
        fields = {field["fieldname"] for doctype in (other, *tables) for field in doctype["fields"]}
        assert row["link_fieldname"] in fields, row
    for row in load(path).get("actions") or ():
        module, name = row["action"].rsplit(".", 1)
        assert is_whitelisted(getattr(importlib.import_module(module), name)), row["action"]


def test_every_tree_and_link_between_roles_and_scopes_is_known() -> None:
    rows = json.loads((ROOT / "setup/records/17_role_data_scope.json").read_text(encoding="utf-8"))

    assert {row["role"] for row in rows} <= roles()
    assert {row["role"] for row in rows if "document_type" not in row} == roles() - {"All", "Desk User"}


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=[workflow["name"] for workflow in WORKFLOWS])
def test_a_workflow_hangs_together(workflow: dict[str, Any]) -> None:
    states = {row["state"]: str(row["doc_status"]) for row in workflow["states"]}
    document = all_doctypes()[workflow["document_type"]]
    reached, added = set(), {workflow["states"][0]["state"]}
    while added:
        reached |= added
        added = {row["next_state"] for row in workflow["transitions"] if row["state"] in reached} - reached

    assert reached == set(states)
    assert len(states) == len(workflow["states"])
    assert set(states) <= names_in("fixtures/02_workflow_state.json")
    assert {row["action"] for row in workflow["transitions"]} <= names_in("fixtures/03_workflow_action_master.json")
    assert {row["allowed"] for row in workflow["transitions"]} | {row["allow_edit"] for row in workflow["states"]} <= (
        roles()
    )
    assert bool(document.get("is_submittable")) == ("1" in states.values())
    assert any(field["fieldname"] == workflow["workflow_state_field"] for field in document["fields"])
    for row in workflow["transitions"]:
        moves = (states[row["state"]], states[row["next_state"]])
        assert moves in {("0", "0"), ("0", "1"), ("1", "1"), ("1", "2")}, row


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=[workflow["name"] for workflow in WORKFLOWS])
def test_who_moves_a_document_may_write_it(workflow: dict[str, Any]) -> None:
    rows = all_doctypes()[workflow["document_type"]]["permissions"]
    states = {row["state"]: str(row["doc_status"]) for row in workflow["states"]}
    needed = {("0", "0"): "write", ("0", "1"): "submit", ("1", "1"): "submit", ("1", "2"): "cancel"}
    missing = {
        (row["allowed"], needed[states[row["state"]], states[row["next_state"]]])
        for row in workflow["transitions"]
        if not any(
            rule["role"] == row["allowed"] and rule.get(needed[states[row["state"]], states[row["next_state"]]])
            for rule in rows
            if not rule.get("permlevel")
        )
    }

    assert missing == set()


@pytest.mark.parametrize("path", WORKSPACES, ids=[path.stem for path in WORKSPACES])
def test_a_workspace_leads_to_doctypes_with_labels_in_its_content(path: Path) -> None:
    page = load(path)
    shown = {
        block["data"].get("shortcut_name") or block["data"].get("card_name") for block in json.loads(page["content"])
    }
    linked = [row["link_to"] for row in [*page["links"], *page["shortcuts"]] if row.get("link_to")]

    assert set(linked) <= set(all_doctypes())
    assert {row["role"] for row in page["roles"]} <= roles()
    assert {row["label"] for row in page["shortcuts"]} <= shown
    assert {row["label"] for row in page["links"] if row["type"] == "Card Break"} <= shown
    for row in page["shortcuts"]:
        fields = {field["fieldname"] for field in all_doctypes()[row["link_to"]]["fields"]}
        for _doctype, fieldname, _operator, _value in json.loads(row["stats_filter"] or "[]"):
            assert fieldname in fields, row["label"]


def test_every_endpoint_is_typed_says_who_may_call_it_and_changes_by_post() -> None:
    for path in sorted((ROOT / "api").glob("*.py")):
        module = importlib.import_module(f"crm_suite.api.{path.stem}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ != module.__name__ or not is_whitelisted(function):
                continue
            parameters = inspect.signature(function).parameters.values()
            assert all(parameter.annotation is not inspect.Parameter.empty for parameter in parameters), name
            assert function.__doc__, name


def test_every_hook_leads_to_a_function() -> None:
    def paths(value: Any) -> list[str]:
        if isinstance(value, str):
            return [value]
        rows = value.values() if isinstance(value, dict) else value
        return [path for row in rows for path in paths(row)]

    found = [
        path
        for name in ("before_install", "after_sync", "permission_query_conditions", "has_permission", "doc_events",
                     "scheduler_events")
        for path in paths(getattr(hooks, name))
    ]  # fmt: skip

    for path in found:
        module, name = path.rsplit(".", 1)
        assert callable(getattr(importlib.import_module(module), name)), path


def test_all_doctypes_are_installed_with_their_controllers(crm: Any) -> None:
    for path in FILES:
        document = load(path)
        assert frappe.db.exists("DocType", document["name"])
        assert get_controller(document["name"]).__name__ == document["name"].replace(" ", "")


def test_first_records_have_no_broken_links(crm: Any) -> None:
    for path in sorted((ROOT / "setup/records").glob("*.json")):
        for record in json.loads(path.read_text(encoding="utf-8")):
            meta = frappe.get_meta(record["doctype"])
            doc = frappe.get_doc(record["doctype"], record["name"])
            broken = [
                (field.fieldname, doc.get(field.fieldname))
                for field in meta.get_link_fields()
                if doc.get(field.fieldname) and not frappe.db.exists(field.options, doc.get(field.fieldname))
            ]
            assert broken == [], (path.name, record["name"])


def test_workspaces_are_there_and_open_for_their_roles(crm: Any) -> None:
    assert set(frappe.get_all("Workspace", {"app": "crm_suite"}, pluck="name")) >= {
        "Customers", "Selling", "Service", "Organisation",
    }  # fmt: skip
