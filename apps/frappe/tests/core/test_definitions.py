"""The framework's own DocType files: complete, consistent, with a controller each."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import frappe
import pytest
from frappe.metadata.checks import check_doctype
from frappe.metadata.compile import compile_meta
from frappe.metadata.fieldtypes import FIELD_TYPES
from frappe.metadata.load import from_json
from frappe.utils.eval_expression import check_expression

ROOT = Path(str(frappe.__file__)).parent
FILES = sorted(path for path in ROOT.glob("*/doctype/*/*.json") if path.stem == path.parent.name)
IDS = [path.stem for path in FILES]
CONDITIONS = ("depends_on", "mandatory_depends_on", "read_only_depends_on")


@cache
def load(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def by_name() -> dict[str, dict[str, Any]]:
    return {load(path)["name"]: load(path) for path in FILES}


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_definition_has_no_structural_problem(path: Path) -> None:
    assert check_doctype(compile_meta(from_json(load(path)), app="frappe")) == []


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_every_target_is_a_doctype_of_the_right_kind(path: Path) -> None:
    known = by_name()
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
def test_files_agree_with_the_name(path: Path) -> None:
    document = load(path)

    slug = document["name"].lower().replace(" ", "_").replace("-", "_")
    assert (path.stem, path.parent.parent.parent.name) == (slug, document["module"].lower())
    assert document["field_order"] == [field["fieldname"] for field in document["fields"]]
    assert (path.parent / "__init__.py").exists()
    class_name = document["name"].replace(" ", "").replace("-", "")
    assert f"class {class_name}(" in path.with_suffix(".py").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_fields_have_labels_and_types(path: Path) -> None:
    fields = load(path)["fields"]

    assert [f["fieldname"] for f in fields if f["fieldtype"] not in FIELD_TYPES] == []
    breaks = ("Section Break", "Column Break", "Tab Break")
    assert [f["fieldname"] for f in fields if not f.get("label") and f["fieldtype"] not in breaks] == []


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_conditions_can_be_evaluated(path: Path) -> None:
    for field in load(path)["fields"]:
        for prop in CONDITIONS:
            text = field.get(prop) or ""
            if text.startswith("eval:"):
                assert check_expression(text) is None, (field["fieldname"], text)


def test_child_tables_have_no_permissions_and_others_have() -> None:
    for name, document in by_name().items():
        granted = bool(document.get("permissions"))
        assert granted == (not document.get("istable") and name != "Password History"), name


def test_every_module_is_listed() -> None:
    listed = (ROOT / "modules.txt").read_text(encoding="utf-8").split("\n")

    assert {document["module"] for document in by_name().values()} == {line for line in listed if line}
