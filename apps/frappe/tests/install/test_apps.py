"""Install an app: the order of contract 1.5, what stays when it fails."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import frappe
import pytest
from conftest import DIALECT
from frappe.context import local
from frappe.exceptions import AppNotInstalledError, ValidationError
from frappe.install import install_app, migrate
from frappe.modules import get_installed_apps
from install.made_app import MadeApp, on_bench

NOTE_FIELD = {"fieldname": "trial_mark", "fieldtype": "Data", "label": "Trial Mark", "insert_after": "title"}
WORKSPACE = {"doctype": "Workspace", "name": "Trial Space", "title": "Trial Space", "label": "Trial Space", "public": 1,
             "content": "[]", "modified": "2026-01-01 00:00:00.000000"}  # fmt: skip
STATE = """

def state(*arguments):
    found = [
        name
        for name, is_there in (
            ("module", frappe.db.exists("Module Def", "Trial App")),
            ("doctype", frappe.db.exists("DocType", "Trial Thing")),
            ("record", frappe.db.exists("Workspace", "Trial Space")),
            ("installed", "trial_app" in frappe.get_installed_apps()),
            ("patch", frappe.db.exists("Patch Log", {"patch": "trial_app.patches.one"})),
            ("job", frappe.db.exists("Scheduled Job Type", {"method": "trial_app.recorder.work"})),
            ("fixture", frappe.db.exists("Salutation", "Trial Prof")),
            ("custom", frappe.db.exists("Custom Field", {"dt": "Note", "fieldname": "trial_mark"})),
        )
        if is_there
    ]
    calls.append((arguments[0] if arguments else "", frappe.flags.in_install, " ".join(found)))


def before_install(): state("before_install")
def before_app_install(app): state("before_app_install " + app)
def after_install(): state("after_install")
def after_app_install(app): state("after_app_install " + app)
def after_sync(): state("after_sync")
"""


@pytest.fixture
def full_app(made_app: MadeApp) -> MadeApp:
    """The app with a part of each kind, and hooks that look at the site."""
    with (made_app.package / "recorder.py").open("a") as file:
        file.write(STATE)
    names = ("before_install", "before_app_install", "after_install", "after_app_install", "after_sync")
    made_app.hook(
        **{name: made_app.recorder(name) for name in names}, scheduler_events={"daily": ["trial_app.recorder.work"]}
    )
    made_app.patches("trial_app.patches.one\n")
    made_app.record("workspace", {**WORKSPACE, "module": "Trial App"})
    made_app.fixture("salutation.json", {"doctype": "Salutation", "name": "Trial Prof", "salutation": "Trial Prof"})
    made_app.custom({"doctype": "Note", "custom_fields": [NOTE_FIELD], "sync_on_migrate": 1})
    return made_app


def test_parts_of_an_app_come_in_the_promised_order(full_app: MadeApp) -> None:
    install_app("trial_app")

    assert full_app.calls == [
        ("before_install", "trial_app", ""),
        ("after_install", "trial_app", "module doctype record installed patch"),
        ("after_app_install trial_app", "trial_app", "module doctype record installed patch"),
        ("after_sync", "trial_app", "module doctype record installed patch job fixture custom"),
    ]
    assert frappe.flags.in_install is None
    assert frappe.get_installed_apps()[-1] == "trial_app"
    rows = frappe.get_doc("Installed Applications").installed_applications
    assert [(row.app_name, row.app_version) for row in rows][-1] == ("trial_app", "0.0.1")


def test_another_apps_hooks_hear_of_an_installation(full_app: MadeApp, tmp_path: Path, sites_folder: Path) -> None:
    install_app("trial_app")
    full_app.calls.clear()
    second = MadeApp(tmp_path, "second_app")

    with on_bench([second], sites_folder):
        install_app("second_app")

        assert [call[0] for call in full_app.calls] == ["before_app_install second_app", "after_app_install second_app"]


def test_required_apps_come_first_and_a_circle_is_told(made_app: MadeApp, tmp_path: Path, sites_folder: Path) -> None:
    second = MadeApp(tmp_path, "second_app")

    with on_bench([second], sites_folder):
        second.hook(required_apps=["somewhere/trial_app"])
        made_app.hook(required_apps=["second_app"])
        with pytest.raises(ValidationError, match="trial_app > second_app > trial_app"):
            install_app("trial_app")

        made_app.hook(required_apps=[])
        install_app("second_app")
        assert get_installed_apps() == ["frappe", "trial_app", "second_app"]


def test_a_refusal_leaves_the_site_as_it_was(made_app: MadeApp) -> None:
    made_app.hook(before_install=made_app.recorder("refuse"))

    with pytest.raises(ValidationError, match="trial_app refused to be installed"):
        install_app("trial_app")

    assert get_installed_apps() == ["frappe"]
    assert not frappe.db.exists("Module Def", "Trial App")


def test_an_app_that_is_not_on_the_bench_is_named_with_the_way_to_get_it(site: Any) -> None:
    with pytest.raises(AppNotInstalledError, match="get-app"):
        install_app("no_such_app")


def test_crm_suite_refuses_a_site_with_erpnext(site: Any, tmp_path: Path, sites_folder: Path) -> None:
    erpnext = MadeApp(tmp_path, "erpnext")

    with on_bench([erpnext], sites_folder):
        install_app("erpnext")
        local.db.connection.commits += 1
        with pytest.raises(ValidationError, match="beside ERPNext"):
            install_app("crm_suite")
        assert not frappe.db.exists("Module Def", "Selling")


def everything() -> dict[str, Any]:
    """Return how many rows each table has, and the tables."""
    connection = local.db.connection
    names = sorted(name for name in connection.tables() if not name.startswith("__"))
    return {name: connection.query(f"select count(*) from `{name}`")[0][0] for name in names}


def test_an_installation_that_fails_is_undone_or_says_how_to_go_on(full_app: MadeApp) -> None:
    before = everything()
    full_app.hook(after_sync=full_app.recorder("fail"))

    with pytest.raises((ValueError, ValidationError)) as caught:
        install_app("trial_app")

    assert "the hook gave up" in str(caught.value)
    if DIALECT == "sqlite":
        assert everything() == before
    else:
        assert "./bench install-app trial_app --force" in str(caught.value)
    assert (frappe.flags.in_install, frappe.flags.installing_apps) == (None, None)

    full_app.hook(after_sync=full_app.recorder("after_sync"))
    install_app("trial_app", force=True)
    assert full_app.calls[-1][-1] == "module doctype record installed patch job fixture custom"
    assert frappe.db.count("Patch Log", {"patch": "trial_app.patches.one"}) == 1
    assert migrate().schema == []


def test_on_doctype_update_adds_an_index_that_a_migration_keeps(made_app: MadeApp) -> None:
    path = made_app.doctype("Trial Thing", "title", "place")
    code = path.with_suffix(".py")
    call = 'import frappe\n\n\ndef on_doctype_update():\n    frappe.db.add_index("Trial Thing", ["title", "place"])\n'
    code.write_text(call + code.read_text())

    install_app("trial_app")
    table = local.db.connection.describe("tabTrial Thing")
    done = migrate()

    assert ("title", "place") in [index.columns for index in table.indexes]
    assert done.schema == []
    assert local.db.connection.describe("tabTrial Thing") == table


def test_texts_of_an_app_are_there_with_it_and_records_come_before_them(made_app: MadeApp) -> None:
    (made_app.package / "translations" / "zh.csv").write_text("Trial text {0},试验文字 {0},\nTrial text,正文,Heading\n")
    before = frappe._("Trial text {0}", lang="zh")
    install_app("trial_app")
    from_app = (frappe._("Trial text {0}", lang="zh-CN"), frappe._("Trial text", lang="zh", context="Heading"))

    frappe.get_doc({"doctype": "Translation", "language": "zh", "source_text": "Trial text {0}",
                    "translated_text": "自己的文字 {0}"}).insert()  # fmt: skip

    assert before == "Trial text {0}"
    assert from_app == ("试验文字 {0}", "正文")
    assert frappe._("Trial text {0}", lang="zh") == "自己的文字 {0}"
