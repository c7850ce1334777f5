"""Standard files: read again when they changed, written in developer mode; fixtures; patches run by hand."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import frappe
import pytest
from frappe.exceptions import DoesNotExistError, ValidationError
from frappe.modules import paths
from frappe.modules.export_file import export_doc
from frappe.modules.import_file import import_file_by_path
from frappe.modules.patch_handler import executed, run_single
from frappe.modules.utils import export_customizations, get_doc_path, get_module_name
from frappe.utils.fixtures import export_fixtures, sync_fixtures


@pytest.fixture
def app(site: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An app ``file_app`` with one module, known to the bench for the test."""
    package = tmp_path / "file_app"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "modules.txt").write_text("File Module\n")
    (package / "hooks.py").write_text(
        'app_name = "file_app"\nfixtures = ["Salutation", {"dt": "Gender", "prefix": "own"}]\n'
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(paths, "get_all_apps", lambda *args, **kwargs: ["frappe", "file_app"])
    frappe.clear_cache()
    yield package
    for name in [name for name in sys.modules if name.partition(".")[0] == "file_app"]:
        monkeypatch.delitem(sys.modules, name)
    paths.app_folder.cache_clear()
    paths._modules_of.cache_clear()
    paths._doctype_files.cache_clear()


def write_doctype(package: Path, *fieldnames: str) -> Path:
    folder = package / "file_module" / "doctype" / "file_thing"
    folder.mkdir(parents=True, exist_ok=True)
    fields = [{"fieldname": name, "fieldtype": "Data", "label": name.title()} for name in fieldnames]
    rules = [{"role": "System Manager", "read": 1, "write": 1, "create": 1}]
    definition = {"doctype": "DocType", "name": "File Thing", "module": "File Module", "fields": fields,
                  "field_order": list(fieldnames), "permissions": rules, "autoname": "hash"}  # fmt: skip
    path = folder / "file_thing.json"
    path.write_text(json.dumps(definition))
    return path


def test_doctype_is_read_again_when_its_file_changed(app: Path) -> None:
    write_doctype(app, "one")
    first = frappe.reload_doc("File Module", "doctype", "File Thing")
    again = frappe.reload_doc("File Module", "doctype", "File Thing")
    write_doctype(app, "one", "two")

    changed = frappe.reload_doctype("File Thing")

    assert (first, again, changed) == (True, False, True)
    assert [field.fieldname for field in frappe.get_meta("File Thing").fields] == ["one", "two"]
    assert frappe.db.has_column("File Thing", "two")
    assert frappe.reload_doctype("File Thing", force=True)


def test_missing_files_and_doctypes_are_named(app: Path) -> None:
    with pytest.raises(DoesNotExistError, match="nothing.json does not exist"):
        import_file_by_path(str(app / "nothing.json"))
    with pytest.raises(DoesNotExistError, match="No Thing is in no app"):
        frappe.reload_doctype("No Thing")


def test_record_is_written_where_it_is_read_from(app: Path) -> None:
    doc = frappe.get_doc({"doctype": "Workspace", "title": "File Space", "label": "File Space", "public": 1,
                          "module": None, "content": "[]"}).insert()  # fmt: skip

    folder = Path(export_doc("Workspace", doc.name, module="File Module"))
    written = json.loads((folder / "file_space.json").read_text())
    frappe.delete_doc("Workspace", doc.name, ignore_permissions=True)
    import_file_by_path(str(folder / "file_space.json"), force=True)

    assert str(folder) == get_doc_path("File Module", "Workspace", "File Space")
    assert (written["doctype"], written["name"]) == ("Workspace", "File Space")
    assert frappe.db.exists("Workspace", "File Space")
    assert get_module_name("File Thing", "File Module") == "file_app.file_module.doctype.file_thing.file_thing"


def test_standard_records_skip_their_checks_and_imported_data_does_not(app: Path) -> None:
    path = app / "bad.json"
    path.write_text(json.dumps({"doctype": "Country", "name": "Nowhere", "country_name": "Nowhere", "code": "now"}))

    with pytest.raises(ValidationError, match="two letters"):
        import_file_by_path(str(path), data_import=True)
    assert import_file_by_path(str(path))
    assert frappe.db.get_value("Country", "Nowhere", "code") == "now"
    assert (import_file_by_path(str(path)), import_file_by_path(str(path), force=True)) == (False, True)


def test_customizations_are_written_in_developer_mode_only(app: Path) -> None:
    frappe.get_doc({"doctype": "Custom Field", "dt": "ToDo", "fieldname": "file_mark", "label": "File Mark",
                    "fieldtype": "Data"}).insert()  # fmt: skip
    with pytest.raises(ValidationError, match="developer mode"):
        export_customizations("File Module", "ToDo")
    frappe.conf.developer_mode = 1

    written = json.loads(Path(export_customizations("File Module", "ToDo", sync_on_migrate=True)).read_text())

    assert [row["fieldname"] for row in written["custom_fields"]] == ["file_mark"]
    assert (written["doctype"], written["sync_on_migrate"]) == ("ToDo", 1)


def test_fixtures_go_out_and_come_in(app: Path) -> None:
    frappe.get_doc({"doctype": "Salutation", "salutation": "File Prof"}).insert()

    names = [Path(path).name for path in export_fixtures("file_app")]
    frappe.delete_doc("Salutation", "File Prof")
    count = sync_fixtures("file_app")

    assert names == ["salutation.json", "own_gender.json"]
    assert count == 1  # the others are as they were
    assert frappe.db.exists("Salutation", "File Prof")


def test_patch_runs_by_hand_once_or_again_by_force(site: Any) -> None:
    line = "execute:frappe.flags.runs = (frappe.flags.runs or 0) + 1"

    assert not executed(line)
    run_single(line)
    run_single(line)
    runs = frappe.flags.runs
    run_single(line, force=True)

    assert executed(line)
    assert (runs, frappe.flags.runs) == (1, 2)
