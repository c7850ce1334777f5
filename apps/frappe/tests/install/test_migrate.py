"""Migrate a site: order and phases of contract 1.5, patches, fixtures, standard records, orphans."""

from __future__ import annotations

import json
import multiprocessing
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import frappe
import pytest
from frappe.context import local
from frappe.exceptions import ValidationError
from frappe.install import install_app, migrate
from frappe.sites.locks import LockTimeoutError
from frappe.utils.file_lock import locked_file
from install.made_app import MadeApp, forget_modules

BEFORE, LATER, LAST = "2026-01-01 00:00:00.000000", "2026-06-01 00:00:00.000000", "2026-09-01 00:00:00.000000"


def salutation(name: str, **more: Any) -> dict[str, Any]:
    return {"doctype": "Salutation", "name": name, "salutation": name, **more}


def report(modified: str, **more: Any) -> dict[str, Any]:
    return {"doctype": "Report", "name": "Trial Report", "report_name": "Trial Report", "ref_doctype": "ToDo",
            "report_type": "Report Builder", "is_standard": "Yes", "module": "Trial App", "json": "{}",
            "modified": modified, **more}  # fmt: skip


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of every table but the journal of operations."""
    connection = local.db.connection
    names = sorted(connection.tables() - {"__journal", "__cache_version"})
    return {name: sorted(connection.query(f"select * from `{name}`"), key=repr) for name in names}


@pytest.fixture
def app(made_app: MadeApp) -> MadeApp:
    """The app, installed."""
    install_app("trial_app")
    return made_app


@pytest.fixture
def bench_folder(sites_folder: Path) -> Iterator[Path]:
    """The bench, whose own fixtures and patches go after the test."""
    yield sites_folder.parent
    for folder in ("fixtures", "patches"):
        for path in (sites_folder.parent / folder).glob("*.*"):
            path.unlink()


def test_hooks_patches_and_records_come_in_the_promised_order(app: MadeApp, bench_folder: Path) -> None:
    look = "frappe.get_attr('trial_app.recorder.{0}')()".format
    app.hook(before_migrate=app.recorder("before_migrate"), after_migrate=app.recorder("after_migrate"))
    app.patches(
        f"[pre_model_sync]\nfinally:execute:{look('last')}\nexecute:{look('pre')}\n"
        f"[post_model_sync]\nexecute:{look('post')}\n"
    )
    (bench_folder / "patches").mkdir(exist_ok=True)
    (bench_folder / "patches" / "patches.txt").write_text(
        "bench_patches.own\n[post_model_sync]\nbench_patches.own later\n"
    )
    (bench_folder / "patches" / "own.py").write_text(f"import frappe\n\n\ndef execute():\n    {look('of_bench')}\n")

    done = migrate()

    assert app.seen() == "before_migrate pre of_bench post of_bench last after_migrate"
    assert len(done.patches) == 5
    assert frappe.db.exists("Patch Log", {"patch": "bench:bench_patches.own later"})


def test_patch_before_the_sync_sees_the_old_fields_and_moves_their_values(app: MadeApp) -> None:
    thing = frappe.get_doc({"doctype": "Trial Thing", "title": "Kept"}).insert()
    app.doctype("Trial Thing", "heading")
    code = (
        "from frappe.model.utils.rename_field import rename_field\n"
        "    frappe.reload_doc('trial_app', 'doctype', 'trial_thing')\n"
        "    rename_field('Trial Thing', 'title', 'heading')"
    )
    app.patches(f"[pre_model_sync]\n{app.patch('rename', code)}\n")

    migrate()

    assert frappe.db.get_value("Trial Thing", thing.name, "heading") == "Kept"
    assert [field.fieldname for field in frappe.get_meta("Trial Thing").fields] == ["heading"]


def test_doctype_renamed_by_a_patch_keeps_its_records(app: MadeApp) -> None:
    thing = frappe.get_doc({"doctype": "Trial Thing", "title": "Kept"}).insert()
    frappe.get_doc({"doctype": "Custom Field", "dt": "Trial Thing", "fieldname": "own", "label": "Own",
                    "fieldtype": "Data"}).insert()  # fmt: skip
    shutil.rmtree(app.module / "doctype" / "trial_thing")
    app.doctype("Trial Matter", "title")
    app.patches("execute:frappe.rename_doc('DocType', 'Trial Thing', 'Trial Matter', force=True)\n")

    done = migrate()

    assert frappe.db.get_value("Trial Matter", thing.name, "title") == "Kept"
    assert [field.fieldname for field in frappe.get_meta("Trial Matter").fields] == ["title", "own"]
    assert done.orphans == []
    assert not frappe.db.exists("DocType", "Trial Thing")


def test_failing_patch_stops_the_migration_and_keeps_what_ran_before(app: MadeApp) -> None:
    made = "frappe.get_doc(doctype='Salutation', salutation='{}').insert()".format
    app.patches(
        f"[post_model_sync]\nexecute:{made('First')}\n{app.patch('broken', made('Half') + '; 1 / 0')} again\n"
        f"execute:{made('Third')}\n"
    )

    with pytest.raises(ValidationError, match=r"trial_app.patches.broken again of trial_app failed: ZeroDivisionError"):
        migrate()

    assert (frappe.flags.in_migrate, frappe.flags.in_patch) == (None, None)
    assert frappe.get_all("Salutation", {"name": ["in", ["First", "Half", "Third"]]}, pluck="name") == ["First"]

    done = migrate(skip_failing=True)

    log = frappe.get_last_doc("Patch Log", {"patch": "trial_app.patches.broken again"})
    assert (log.skipped, "ZeroDivisionError" in log.traceback) == (1, True)
    assert not frappe.db.exists("Salutation", "Half")
    assert done.patches == [f"execute:{made('Third')}"]

    app.patch("broken", made("Mended"))
    forget_modules("trial_app.patches")
    assert migrate().patches == ["trial_app.patches.broken again"]
    assert migrate().patches == []


def test_missing_patch_is_named(app: MadeApp) -> None:
    app.patches("trial_app.patches.nowhere\n")

    with pytest.raises(ValidationError, match="trial_app.patches.nowhere of trial_app failed"):
        migrate()


def test_second_migration_changes_no_row_and_no_table(app: MadeApp, bench_folder: Path) -> None:
    app.fixture("salutation.json", salutation("Trial Prof"))
    shortcut = {"label": "To Do", "type": "DocType", "link_to": "ToDo"}
    space = {"name": "Fix", "title": "Fix", "label": "Fix", "public": 1, "type": "Workspace", "content": "[]"}
    app.fixture("workspace.json", {"doctype": "Workspace", **space, "shortcuts": [shortcut]})
    field = {"fieldname": "trial_mark", "fieldtype": "Data", "label": "Trial Mark", "insert_after": "title"}
    setter = {"doctype_or_field": "DocField", "field_name": "title", "property": "bold", "value": "1"}
    perms = [{"role": "System Manager", "read": 1, "write": 1}]
    links = [{"link_doctype": "ToDo", "link_fieldname": "reference_name"}]
    app.custom({"doctype": "Note", "custom_fields": [field], "property_setters": [setter], "custom_perms": perms,
                "links": links, "sync_on_migrate": 1})  # fmt: skip
    app.record("report", report(BEFORE))
    (bench_folder / "fixtures").mkdir(exist_ok=True)
    (bench_folder / "fixtures" / "gender.json").write_text(
        json.dumps([{"doctype": "Gender", "name": "Bench Gender", "gender": "Bench Gender"}])
    )
    first = migrate()
    before = everything()

    second = migrate()

    assert first.fixtures == 3
    assert (second.schema, second.doctypes, second.records, second.fixtures, second.orphans) == ([], [], [], 0, [])
    assert everything() == before


def test_migration_right_after_an_installation_changes_nothing(crm: Any) -> None:
    local.db.connection.commits += 1
    before = everything()

    done = migrate()

    assert (done.schema, done.doctypes, done.records, done.fixtures, done.patches) == ([], [], [], 0, [])
    assert everything() == before


def test_fixture_is_forced_and_validated_and_keeps_its_name(app: MadeApp) -> None:
    app.doctype(
        "Trial Thing", "title", "copy", code="    def validate(self):\n        self.copy = self.title.upper()\n"
    )
    app.fixture("trial_thing.json", {"doctype": "Trial Thing", "name": "its-own-name", "title": "given"},
                {"doctype": "No Such DocType", "name": "x"})  # fmt: skip
    first = migrate().fixtures
    frappe.db.set_value("Trial Thing", "its-own-name", {"title": "changed", "copy": "changed"})

    second = migrate().fixtures

    assert (first, second) == (1, 1)
    assert frappe.db.get_value("Trial Thing", "its-own-name", ["title", "copy"]) == ("given", "GIVEN")


def test_fixture_that_cannot_be_imported_is_named(app: MadeApp) -> None:
    app.doctype(
        "Trial Thing", "title", fields=[{"fieldname": "title", "fieldtype": "Data", "label": "Title", "reqd": 1}]
    )
    app.fixture("trial_thing.json", {"doctype": "Trial Thing", "name": "no-title"})

    with pytest.raises(ValidationError, match=r"trial_thing.json cannot be imported: MandatoryError"):
        migrate()


def test_standard_record_comes_again_when_its_file_is_newer_without_a_persons_choice(app: MadeApp) -> None:
    app.record("report", report(BEFORE))
    migrate()
    frappe.db.set_value("Report", "Trial Report", {"disabled": 1, "json": "mine"}, update_modified=False)
    same = migrate().records
    app.record("report", report(LATER, ref_doctype="No Such DocType"))

    newer = migrate().records

    assert (same, newer) == ([], ["Report Trial Report"])
    stored = frappe.db.get_value("Report", "Trial Report", ["ref_doctype", "disabled", "json"])
    assert stored == ("No Such DocType", 1, "{}")


def test_dashboards_of_an_app_are_brought_in(app: MadeApp) -> None:
    card = {"doctype": "Number Card", "name": "Trial Card", "label": "Trial Card", "type": "Document Type",
            "document_type": "ToDo", "function": "Count", "is_standard": 1, "module": "Trial App",
            "modified": LAST}  # fmt: skip
    app.record("number_card", card)

    migrate()

    assert frappe.db.get_value("Number Card", "Trial Card", "document_type") == "ToDo"


def test_customizations_of_a_company_survive_a_changed_doctype(app: MadeApp) -> None:
    frappe.get_doc({"doctype": "Custom Field", "dt": "Trial Thing", "fieldname": "own", "label": "Own",
                    "fieldtype": "Data"}).insert()  # fmt: skip
    frappe.get_doc({"doctype": "Custom DocPerm", "parent": "Trial Thing", "role": "System Manager", "read": 1}).insert()
    app.doctype("Trial Thing", "title", "place")

    done = migrate()

    assert done.doctypes == ["Trial Thing"]
    meta = frappe.get_meta("Trial Thing")
    assert [field.fieldname for field in meta.fields] == ["title", "own", "place"]
    assert [(rule.role, rule.read, rule.write) for rule in meta.permissions] == [("System Manager", 1, 0)]


def test_doctype_that_its_app_no_longer_has_goes_and_its_rows_stay(app: MadeApp) -> None:
    path = app.doctype("Trial Past", "title")
    migrate()
    frappe.get_doc({"doctype": "Trial Past", "title": "Old"}).insert()
    for file in (path, path.with_suffix(".py"), path.parent / "__init__.py"):
        file.unlink()
    app.doctype("Trial Thing", "title")

    planned = migrate(dry_run=True).orphans
    done = migrate()

    assert planned == done.orphans == ["Trial Past"]
    assert not frappe.db.exists("DocType", "Trial Past")
    assert local.db.connection.query("select `title` from `tabTrial Past`") == [("Old",)]
    assert not frappe.db.exists("DocField", {"parent": "Trial Past"})


def test_dry_run_lists_what_would_happen_and_writes_nothing(app: MadeApp) -> None:
    app.doctype("Trial Thing", "title", "place")
    app.patches(
        "[pre_model_sync]\nexecute:frappe.throw('ran')\n[post_model_sync]\nfinally:execute:frappe.throw('ran')\n"
    )
    app.record("report", report(BEFORE))
    before, writes = everything(), local.db.connection.writes_in_transaction

    plan = migrate(dry_run=True)

    assert plan.patches == ["execute:frappe.throw('ran')", "finally:execute:frappe.throw('ran')"]
    assert plan.doctypes == ["Trial Thing"]
    assert len(plan.schema) == 1 and "place" in plan.schema[0]
    assert plan.records == ["Report Trial Report"]
    assert local.db.connection.writes_in_transaction == writes
    assert everything() == before


def test_error_after_the_sync_keeps_the_phases_before_it(app: MadeApp) -> None:
    app.doctype("Trial Thing", "title", "place")
    app.hook(after_migrate=app.recorder("fail"))
    app.fixture("salutation.json", salutation("Trial Prof"))

    with pytest.raises(ValueError, match="gave up"):
        migrate()

    assert frappe.get_meta("Trial Thing").has_field("place")
    assert frappe.flags.in_migrate is None


def _hold(path: str, ready: Any, release: Any) -> None:
    with locked_file(path, timeout_s=1):
        ready.set()
        release.wait()


def test_only_one_process_migrates_a_site(site: Any) -> None:
    context = multiprocessing.get_context("spawn")
    ready, release = context.Event(), context.Event()
    path = str(Path(local.site_path) / "locks" / "bench_migrate.lock")
    other = context.Process(target=_hold, args=(path, ready, release))
    other.start()
    ready.wait()

    try:
        with pytest.raises(LockTimeoutError):
            migrate()
    finally:
        release.set()
        other.join()

    assert migrate().schema == []
    local.db.connection.commits += 1
