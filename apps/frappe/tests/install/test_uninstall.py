"""Take an app off a site: nothing of it is left, nothing of others goes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import frappe
import pytest
from frappe.context import local
from frappe.exceptions import AppNotInstalledError, ValidationError
from frappe.install import install_app, migrate, uninstall_app
from frappe.install.doctor import examine
from frappe.utils.file_manager import save_file
from install.made_app import MadeApp, on_bench

NOTE_FIELD = {"fieldname": "trial_mark", "fieldtype": "Data", "label": "Trial Mark", "insert_after": "title"}


def counts() -> dict[str, int]:
    """Return how many rows each table has."""
    connection = local.db.connection
    names = sorted(connection.tables() - {"__journal", "__cache_version"})
    return {name: connection.query(f"select count(*) from `{name}`")[0][0] for name in names}


def grown(before: dict[str, int]) -> dict[str, int]:
    return {name: number - before.get(name, 0) for name, number in counts().items() if number != before.get(name, 0)}


@pytest.fixture
def rich_app(made_app: MadeApp) -> MadeApp:
    """The app with a part of each kind."""
    made_app.doctype("Trial Choice", issingle=1, fields=[
        {"fieldname": "word", "fieldtype": "Data", "label": "Word"},
        {"fieldname": "secret", "fieldtype": "Password", "label": "Secret"},
    ])  # fmt: skip
    made_app.doctype("Trial Row", "text", istable=1, permissions=[])
    made_app.doctype("Trial Thing", fields=[
        {"fieldname": "title", "fieldtype": "Data", "label": "Title"},
        {"fieldname": "rows", "fieldtype": "Table", "label": "Rows", "options": "Trial Row"},
    ])  # fmt: skip
    names = ("before_uninstall", "before_app_uninstall", "after_uninstall", "after_app_uninstall")
    made_app.hook(**{name: made_app.recorder(name) for name in names})
    made_app.hook(scheduler_events={"daily": ["trial_app.recorder.work"]})
    made_app.patches("trial_app.patches.one\n")
    made_app.record("workspace", {"doctype": "Workspace", "name": "Trial Space", "title": "Trial Space", "public": 1,
                                  "label": "Trial Space", "content": "[]", "type": "Workspace", "module": "Trial App",
                                  "links": [{"type": "Card Break", "label": "A"}]})  # fmt: skip
    setter = {"doctype_or_field": "DocField", "field_name": "title", "property": "bold", "value": "1"}
    made_app.custom({"doctype": "Note", "custom_fields": [NOTE_FIELD], "property_setters": [setter],
                     "links": [{"link_doctype": "Trial Thing", "link_fieldname": "title"}]})  # fmt: skip
    return made_app


def use(app: MadeApp) -> str:
    """Work with the app's documents as people do; return the file of an attachment."""
    thing = frappe.get_doc({"doctype": "Trial Thing", "title": "A", "rows": [{"text": "x"}]}).insert()
    thing.add_comment("Comment", "Look")
    thing.add_tag("Hot")
    frappe.get_doc("Trial Choice").update({"word": "w", "secret": "s"}).save()
    file = save_file("trial.txt", "only here", "Trial Thing", thing.name, is_private=1)
    frappe.share.add("Trial Thing", thing.name, everyone=1, read=1)
    frappe.get_doc({"doctype": "ToDo", "description": "Do", "reference_type": "Trial Thing",
                    "reference_name": thing.name, "allocated_to": "Administrator"}).insert()  # fmt: skip
    frappe.get_doc({"doctype": "Custom Field", "dt": "Trial Thing", "fieldname": "own", "label": "Own",
                    "fieldtype": "Data"}).insert()  # fmt: skip
    frappe.get_doc({"doctype": "Custom DocPerm", "parent": "Trial Thing", "role": "System Manager", "read": 1}).insert()
    frappe.get_doc({"doctype": "Contact", "first_name": "Ada", "links": [
        {"link_doctype": "Trial Thing", "link_name": thing.name}]}).insert()  # fmt: skip
    frappe.delete_doc("Trial Thing", frappe.get_doc({"doctype": "Trial Thing", "title": "Gone"}).insert().name)
    return str(file.get_full_path())


def test_nothing_of_the_app_is_left(rich_app: MadeApp) -> None:
    before = counts()
    install_app("trial_app")
    path = use(rich_app)
    planned = uninstall_app("trial_app", dry_run=True)

    gone = uninstall_app("trial_app")

    assert planned == gone == ["DocType Trial Choice", "DocType Trial Row", "DocType Trial Thing", "Module Trial App"]
    assert rich_app.seen() == "before_uninstall before_app_uninstall after_uninstall"
    left = grown(before)
    assert left.pop("tabContact") == left.pop("tabTag") == 1  # a person's own records
    assert left.pop("tabPermission Log") == 1
    assert left == {}
    assert not Path(path).exists()
    assert frappe.get_installed_apps() == ["frappe"]
    assert not frappe.get_meta("Note").has_field("trial_mark")
    assert migrate().schema == []


def test_the_app_can_be_installed_again(rich_app: MadeApp) -> None:
    install_app("trial_app")
    uninstall_app("trial_app")

    install_app("trial_app")

    assert (
        frappe.get_doc({"doctype": "Trial Thing", "title": "B", "rows": [{"text": "y"}]}).insert().rows[0].text == "y"
    )


def test_a_mail_about_a_document_of_the_app_stays_without_it(rich_app: MadeApp) -> None:
    install_app("trial_app")
    thing = frappe.get_doc({"doctype": "Trial Thing", "title": "A"}).insert()
    mail = frappe.get_doc({"doctype": "Communication", "subject": "S", "content": "c", "sent_or_received": "Received",
                           "communication_type": "Communication", "status": "Linked",
                           "reference_doctype": "Trial Thing", "reference_name": thing.name}).insert()  # fmt: skip

    uninstall_app("trial_app")

    assert frappe.db.get_value("Communication", mail.name, ["reference_doctype", "reference_name"]) == (None, None)


def test_an_app_that_another_needs_stays(rich_app: MadeApp, tmp_path: Path, sites_folder: Path) -> None:
    second = MadeApp(tmp_path, "second_app")

    with on_bench([second], sites_folder):
        second.hook(required_apps=["trial_app"])
        install_app("second_app")

        with pytest.raises(ValidationError, match="required by second_app. Uninstall second_app first"):
            uninstall_app("trial_app")

        assert frappe.db.exists("DocType", "Trial Thing")


@pytest.mark.parametrize("name", ["frappe", "never_installed"])
def test_the_framework_and_what_is_not_there_are_refused(site: Any, name: str) -> None:
    with pytest.raises(ValidationError, match="cannot be uninstalled"):
        uninstall_app(name)


def test_a_dry_run_changes_nothing(rich_app: MadeApp) -> None:
    install_app("trial_app")
    before = counts()

    uninstall_app("trial_app", dry_run=True)

    assert grown(before) == {}
    assert rich_app.seen() == ""


def test_an_app_whose_code_is_missing_is_named_in_any_language(site: Any, tmp_path: Path, sites_folder: Path) -> None:
    with on_bench([MadeApp(tmp_path, "lost_app")], sites_folder):
        install_app("lost_app")
    local.db.connection.commits += 1
    local.lang = "zh"

    with pytest.raises(AppNotInstalledError, match="lost_app"):
        migrate()

    assert ("site.E002", "lost_app") in {(problem.id, problem.where) for problem in examine(sites_folder.parent)}
