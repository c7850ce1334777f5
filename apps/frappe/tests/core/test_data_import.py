"""Imports: columns, the preview of every problem, strict and partial runs, rights, and what is left behind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import frappe
import pytest
from data_import_site import DOCTYPE, found, make_doctypes, make_user, preview, start, stored, upload, xlsx
from frappe.context import local
from frappe.core.data_importer import rehearsal, service
from frappe.core.doctype.data_import import data_import
from frappe.exceptions import PermissionError as NoPermission
from frappe.exceptions import ValidationError
from frappe.model.document import Document

UPDATE = "Update Existing Records"


@pytest.fixture
def things(site: Any) -> Iterator[Any]:
    make_doctypes()
    yield site


def counter() -> int:
    rows = local.db.connection.query("select `current` from `tabSeries` where `name` = 'THING-'")
    return int(rows[0][0]) if rows else 0


# -- columns


def test_columns_are_matched_by_label_in_either_language_and_by_fieldname(things: Any) -> None:
    answer = preview(["名称 *", "KIND", "amount", "到期日", "Code（唯一）"], ["A", "小型", "1", "2026-01-05", "c1"])

    assert [column["fieldname"] for column in answer["columns"]] == ["title", "kind", "amount", "due", "code"]
    assert answer["problems"] == []
    assert (answer["inserts"], answer["updates"], answer["good_rows"], answer["total_rows"]) == (1, 0, 1, 1)


def test_unknown_read_only_and_child_columns_are_reported_and_left_out(things: Any) -> None:
    answer = preview(["Title", "Nonsense", "Filled", None], ["A", "x", "y", "z"])

    assert found(answer, "warning") == [
        (None, "B", None, "No field has this label or name."),
        (None, "C", None, "The field is read only: the system fills it."),
        (None, "D", None, "The column has no label."),
    ]
    assert found(answer) == []


def test_two_columns_for_one_field_stop_the_import_until_one_is_left_out(things: Any) -> None:
    rows = (["Title", "名称"], ["A", "B"])

    answer, mapped = preview(*rows), preview(*rows, mapping={"B": "notes"})

    assert found(answer) == [(None, "B", None, "Column A goes to the same field.")]
    assert answer["good_rows"] == 0
    assert (found(mapped), mapped["good_rows"]) == ([], 1)


def test_label_of_several_fields_names_them(things: Any) -> None:
    frappe.get_doc(
        {"doctype": "Custom Field", "dt": DOCTYPE, "fieldname": "title_two", "label": "Title", "fieldtype": "Data"}
    ).insert()

    answer = preview(["TITLE"], ["A"])

    assert found(answer) == [(None, "A", None, "The label fits several fields: title, title_two.")]


# -- the preview


def test_preview_tells_every_problem_with_row_column_value_and_way_out(things: Any) -> None:
    answer = preview(
        ["Title", "Kind", "Colour", "Due", "Amount", "Mail", "Short"],
        ["A", "Huge", "PINK", "2026-13-01", "12,34", "nobody", "123456"],
        [None, "Big", "red", "2026-01-05", "1,234.5", "a@example.com", "1"],
    )

    assert found(answer) == [
        (2, "B", "Huge", "This is none of the options."),
        (2, "C", "PINK", "There is no Import Colour with this name or title."),
        (2, "D", "2026-13-01", "This is not a date or time."),
        (2, "E", "12,34", "The thousands sign stands at an unusual place, so the number is not clear."),
        (2, "F", "nobody", "This is not a valid Email."),
        (2, "G", "123456", "6 characters are too long, at most 5 are allowed."),
        (3, "A", None, "This value is mandatory."),
    ]
    assert all(problem["hint"] and problem["label"] for problem in answer["problems"])
    assert stored("name") == []


def test_links_are_found_by_name_and_by_a_title_that_only_one_record_has(things: Any) -> None:
    result = start(["Title", "Colour"], ["A", "blue"], ["B", "Scarlet"], ["C", None])
    unclear = preview(["Title", "Colour"], ["A", "Sky"])

    assert (result["status"], stored("colour")) == ("Success", ["BLUE", "RED", None])
    assert found(unclear) == [(2, "B", "Sky", "2 records of Import Colour have this title.")]


def test_values_that_must_be_unique_are_compared_with_the_file_and_the_table(things: Any) -> None:
    start(["Title", "Code"], ["A", "one"])

    answer = preview(["Title", "Code"], ["B", "ONE"], ["C", "two"], ["D", "Two"])

    assert found(answer) == [
        (2, "B", "ONE", "THING-0001 has this value already; it must be unique."),
        (4, "B", "Two", "Row 3 of the file has the same value; it must be unique."),
    ]


def test_preview_shows_what_controllers_refuse_and_keeps_nothing(things: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_title(monkeypatch, "bad")
    files, operations = len(stored("name", doctype="File")), _operations()

    answer = preview(["Title"], ["good"], ["bad"])

    assert found(answer) == [(3, "A", "bad", "bad is refused")]
    assert (stored("name"), counter(), _operations()) == ([], 0, operations)
    assert len(stored("name", doctype="File")) == files + 1


def test_mandatory_column_that_is_missing_is_said_once(things: Any) -> None:
    answer = preview(["Notes"], ["a"], ["b"], ["c"])

    assert [(p["row"], p["label"], p["hint"]) for p in answer["problems"]] == [(None, "Title", "Add a column for it.")]
    assert answer["good_rows"] == 0


def test_preview_says_when_not_all_rows_were_tried(things: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rehearsal, "REHEARSED_ROWS", 2)

    answer = preview(["Title"], ["a"], ["b"], ["c"])

    assert answer["rehearsed_rows"] == 2
    assert answer["note"].startswith("The first 2 rows were tried in full")


# -- strict and partial


def test_strict_import_with_one_bad_row_leaves_no_record_no_number_and_no_file(
    things: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    attach_and_refuse(monkeypatch, "bad")
    before = len(stored("name", doctype="File"))

    result = start(["Title"], *([f"row {number}"] for number in range(9)), ["bad"])

    assert (result["status"], result["imported"], result["failed"], result["total"]) == ("Error", 0, 10, 10)
    assert found(result) == [(11, "A", "bad", "bad is refused")]
    assert (stored("name"), counter()) == ([], 0)
    assert len(stored("name", doctype="File")) == before + 1
    assert not list(Path(frappe.get_site_path("private", "files")).glob("made-by*"))


def test_number_after_a_failed_strict_import_is_the_first(things: Any) -> None:
    start(["Title", "Kind"], ["A", "Big"], ["B", "Huge"])

    result = start(["Title", "Kind"], ["A", "Big"], ["B", "Small"])

    assert (result["status"], result["documents"]) == ("Success", ["THING-0001", "THING-0002"])


def test_partial_import_writes_the_good_rows_and_logs_each(things: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_title(monkeypatch, "bad")

    result = start(["Title", "Kind"], ["A", "Big"], ["B", "Huge"], ["bad", "Big"], ["D", "Small"], mode="partial")

    assert (result["status"], result["imported"], result["failed"]) == ("Partial Success", 2, 2)
    assert found(result) == [(3, "B", "Huge", "This is none of the options."), (4, "A", "bad", "bad is refused")]
    assert stored("name", "title") == [("THING-0001", "A"), ("THING-0002", "D")]
    logs = data_import.get_import_logs(result["data_import"])
    assert [(log.success, log.docname, json.loads(log.row_indexes)) for log in logs] == [
        (1, "THING-0001", [2]), (0, None, [3]), (0, None, [4]), (1, "THING-0002", [5]),
    ]  # fmt: skip


def test_partial_import_run_again_leaves_out_what_is_written(things: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_title(monkeypatch, "bad")
    first = start(["Title"], ["A"], ["bad"], mode="partial")
    refuse_title(monkeypatch, "something else")

    second = frappe.get_doc("Data Import", first["data_import"]).start_import()

    assert (second["status"], second["imported"]) == ("Success", 2)
    assert stored("title") == ["A", "bad"]
    with pytest.raises(ValidationError, match="imported already"):
        frappe.get_doc("Data Import", first["data_import"]).start_import()


def test_import_is_one_operation_of_the_journal_with_every_record(things: Any) -> None:
    result = start(["Title"], ["A"], ["B"])

    rows = local.db.connection.query(
        "select `doctype`, `name`, `action` from `__journal` where `operation` = ? order by `sequence`",
        (result["operation"],),
    )
    kinds = local.db.connection.query(
        "select `kind` from `__journal` where `operation` = ? and `kind` is not null", (result["operation"],)
    )
    assert [tuple(row) for row in rows] == [(DOCTYPE, "THING-0001", "insert"), (DOCTYPE, "THING-0002", "insert")]
    assert kinds == [("import",)]
    assert frappe.db.get_value("Data Import", result["data_import"], "operation") == result["operation"]


def test_records_are_submitted_where_that_is_asked(things: Any) -> None:
    result = start(["Title"], ["A"], submit_after_import=1)

    assert (result["status"], stored("docstatus")) == ("Success", [1])


def test_statements_do_not_grow_with_the_rows(things: Any) -> None:
    def statements(count: int, start_at: int) -> int:
        rows = [[f"T{number}", "RED", f"C{number}"] for number in range(start_at, start_at + count)]
        before = local.db.connection.statement_count
        assert start(["Title", "Colour", "Code"], *rows, mode="partial")["imported"] == count
        return int(local.db.connection.statement_count - before)

    statements(1, 0)
    fifty, hundred = statements(50, 100), statements(100, 200)

    assert (hundred - fifty) / 50 <= 5


def test_outcome_is_written_by_the_run_alone_and_forgotten_with_another_file(things: Any) -> None:
    name = start(["Title"], ["A"])["data_import"]
    doc = frappe.get_doc("Data Import", name)
    doc.update({"status": "Pending", "operation": "forged", "template_warnings": "[1]"})
    doc.save()
    kept = (doc.status, doc.operation == "forged", doc.template_warnings)

    doc.import_file = upload(xlsx(["Title"], ["B"]))
    doc.save()

    assert kept == ("Success", False, None)
    assert (doc.status, doc.operation, data_import.get_import_logs(name)) == ("Pending", None, [])


# -- updates


def test_update_by_id_changes_what_the_file_holds_and_nothing_else(things: Any) -> None:
    start(["Title", "Notes"], ["A", "kept"], ["B", "kept"])

    result = start(["ID", "Title", "Notes"], ["thing-0002", "C", None], import_type=UPDATE)

    assert result["status"] == "Success"
    assert stored("name", "title", "notes") == [("THING-0001", "A", "kept"), ("THING-0002", "C", "kept")]


def test_update_finds_records_by_a_unique_field(things: Any) -> None:
    start(["Title", "Code"], ["A", "one"], ["B", "two"])

    answer = preview(["Code", "Title"], ["TWO", "C"], ["three", "D"], [None, "E"], import_type=UPDATE)
    start(["Code", "Title"], ["TWO", "C"], import_type=UPDATE)

    assert found(answer) == [
        (3, "A", "three", "There is no Import Thing with this value."),
        (4, "A", None, "The row does not say which record it changes."),
    ]
    assert answer["updates"] == 1
    assert stored("title") == ["A", "C"]


def test_update_without_a_key_column_is_refused(things: Any) -> None:
    assert found(preview(["Title"], ["A"], import_type=UPDATE)) == [
        (None, None, None, "An update needs a column with the ID, or with a field that is unique.")
    ]


# -- rights


def test_import_needs_the_right_to_import_and_a_doctype_that_allows_it(things: Any) -> None:
    frappe.set_user(make_user("plain@example.com", "Inbox User"))

    with pytest.raises(NoPermission):
        preview(["Title"], ["A"])
    with pytest.raises(ValidationError, match="Import is not allowed for Import Colour"):
        preview(["ID"], ["GREEN"], doctype="Import Colour")


def test_field_above_the_users_level_is_a_problem_and_not_dropped(things: Any) -> None:
    frappe.set_user(make_user("importer@example.com", "Translator"))

    answer = preview(["Title", "Secret"], ["A", "x"])
    result = start(["Title"], ["A"])

    assert found(answer) == [(None, "B", None, "You may not write this field.")]
    assert result["status"] == "Success"


def test_file_of_somebody_else_cannot_be_imported(things: Any) -> None:
    url = upload(xlsx(["Title"], ["A"]))
    frappe.set_user(make_user("importer@example.com", "Translator"))

    with pytest.raises(NoPermission, match="you may not read it"):
        data_import.preview(DOCTYPE, url)


def test_title_of_a_record_the_user_may_not_see_finds_nothing(things: Any) -> None:
    for row in frappe.get_all("DocPerm", {"parent": "Import Colour", "role": "Translator"}, pluck="name"):
        frappe.delete_doc("DocPerm", row, force=True)
    frappe.clear_cache()
    frappe.set_user(make_user("importer@example.com", "Translator"))

    answer = preview(["Title", "Colour"], ["A", "Scarlet"], ["B", "RED"])

    assert found(answer) == [(2, "B", "Scarlet", "There is no Import Colour with this name or title.")]


def test_submitting_needs_its_own_right(things: Any) -> None:
    frappe.set_user(make_user("importer@example.com", "Translator"))

    with pytest.raises(NoPermission, match="submit"):
        start(["Title"], ["A"], submit_after_import=1)


@pytest.mark.parametrize("doctype", ["Error Log", "DocType", "System Settings", "DocField"])
def test_logs_definitions_settings_and_rows_cannot_be_imported(things: Any, doctype: str) -> None:
    with pytest.raises(ValidationError, match="cannot be imported"):
        preview(["ID"], ["x"], doctype=doctype)


# -- in the background, and from the command line


def test_large_import_is_queued_and_run_as_its_user(things: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "INLINE_ROWS", 1)
    commits = local.db.connection.commits

    queued = start(["Title"], ["A"], ["B"], mode="partial")
    waiting = stored("title")
    service.run_stored(queued["data_import"])

    result = data_import.get_result(queued["data_import"])
    assert (queued["queued"], queued["status"], waiting) == (True, "Pending", [])
    assert (result["status"], result["imported"], stored("title")) == ("Success", 2, ["A", "B"])
    assert local.db.connection.commits > commits
    assert data_import.get_import_status(queued["data_import"])["total_records"] == 2


def test_import_whose_job_fails_says_so_and_can_be_started_again(things: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "INLINE_ROWS", 0)
    name = start(["Title"], ["A"])["data_import"]
    job = frappe._dict(kwargs={"data_import": name})

    service.note_failure(job, None, RuntimeError, RuntimeError("killed"), None)
    failed = data_import.get_result(name)
    monkeypatch.setattr(service, "INLINE_ROWS", 100)
    again = frappe.get_doc("Data Import", name).start_import()

    assert (failed["status"], failed["imported"]) == ("Error", 0)
    assert [p["hint"] for p in failed["problems"]] == ["Start it again: rows that are written are left out."]
    assert (again["status"], again["imported"], again["problems"]) == ("Success", 1, [])


def test_file_of_the_machine_is_imported(things: Any, tmp_path: Any) -> None:
    path = tmp_path / "things.csv"
    path.write_text("Title;Kind\nA;Big\nB;小型\n")

    result = service.run_file(str(path), DOCTYPE, "Insert", True, True)

    assert (result["status"], stored("title", "kind", "docstatus")) == ("Success", [("A", "Big", 1), ("B", "Small", 1)])
    with pytest.raises(ValidationError, match="There is no file"):
        service.run_file(str(tmp_path / "gone.csv"), DOCTYPE)


def refuse_title(monkeypatch: pytest.MonkeyPatch, title: str) -> None:
    """Let the DocType's controller refuse a title."""

    def validate(self: Any) -> None:
        if self.doctype == DOCTYPE and self.title == title:
            raise ValidationError(f"{title} is refused", fieldname="title")

    monkeypatch.setattr(Document, "validate", validate, raising=False)


def attach_and_refuse(monkeypatch: pytest.MonkeyPatch, title: str) -> None:
    """Let each record write a file when it is stored, and refuse a title."""
    refuse_title(monkeypatch, title)

    def on_update(self: Any) -> None:
        if self.doctype == DOCTYPE:
            file = frappe.new_doc("File", file_name=f"made-by-{self.name}.txt", is_private=1)
            file.content = self.name.encode()
            file.insert()

    monkeypatch.setattr(Document, "on_update", on_update, raising=False)


def _operations() -> int:
    return int(local.db.connection.query("select count(*) from `__journal` where `kind` = 'import'")[0][0])
