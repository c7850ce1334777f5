"""Renaming, merging, deleting and bringing back (contract 3.4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import frappe
import pytest
from frappe.core.doctype.deleted_document.deleted_document import restore
from frappe.exceptions import DocumentAlreadyRestored, DuplicateEntryError, ValidationError


def test_new_name_reaches_every_link(make_paper: Callable[..., Any]) -> None:
    paper = make_paper(party="Acme", lines=[{"party": "Acme"}], pair_type="Life Party", pair="Acme").insert()

    frappe.rename_doc("Life Party", "Acme", "Acme Ltd")

    stored = frappe.get_doc("Life Paper", paper.name)
    assert (stored.party, stored.lines[0].party, stored.pair) == ("Acme Ltd", "Acme Ltd", "Acme Ltd")
    assert not frappe.db.exists("Life Party", "Acme")


def test_rename_takes_rows_comments_and_files_along(make_paper: Callable[..., Any]) -> None:
    paper = make_paper(lines=[{"item": "a"}]).insert()
    paper.add_comment("Comment", "hello")

    frappe.rename_doc("Life Paper", paper.name, "PAPER-1")

    stored = frappe.get_doc("Life Paper", "PAPER-1")
    texts = frappe.get_all("Comment", {"reference_name": "PAPER-1"}, pluck="content")
    assert [row.item for row in stored.lines] == ["a"]
    assert any("hello" in text for text in texts) and any("renamed from" in text for text in texts)


def test_change_of_case_is_a_rename(world: Any) -> None:
    frappe.rename_doc("Life Party", "Acme", "ACME")

    assert frappe.get_all("Life Party", {"name": "acme"}, pluck="name") == ["ACME"]


def test_taken_name_is_refused(world: Any) -> None:
    with pytest.raises(DuplicateEntryError, match="globex already exists"):
        frappe.rename_doc("Life Party", "Acme", "globex")


def test_rename_needs_permission_by_the_doctype(make_paper: Callable[..., Any]) -> None:
    frappe.db.set_value("DocType", "Life Party", "allow_rename", 0)
    frappe.clear_cache()

    with pytest.raises(ValidationError, match="not allowed to be renamed"):
        frappe.rename_doc("Life Party", "Acme", "Other")


def test_merge_moves_what_linked_and_removes_the_old_one(make_paper: Callable[..., Any]) -> None:
    paper = make_paper(party="Acme").insert()

    frappe.rename_doc("Life Party", "Acme", "Globex", merge=True)

    assert frappe.db.get_value("Life Paper", paper.name, "party") == "Globex"
    assert not frappe.db.exists("Life Party", "Acme")


def test_merge_needs_its_target(world: Any) -> None:
    with pytest.raises(ValidationError, match="does not exist"):
        frappe.rename_doc("Life Party", "Acme", "Nobody", merge=True)


def test_submitted_document_is_cancelled_before_it_goes(make_paper: Callable[..., Any]) -> None:
    paper = make_paper(docstatus=1).insert()

    with pytest.raises(ValidationError, match="Cancel it first"):
        paper.delete()
    paper.cancel()
    paper.delete()

    assert not frappe.db.exists("Life Paper", paper.name)


def test_nothing_hangs_on_a_deleted_document(make_paper: Callable[..., Any]) -> None:
    paper = make_paper(lines=[{"item": "a"}]).insert()
    paper.add_comment("Comment", "hello")
    paper.add_tag("hot")

    frappe.delete_doc("Life Paper", paper.name)

    left = {
        doctype: frappe.db.count(doctype, {field: paper.name})
        for doctype, field in (("Life Line", "parent"), ("Comment", "reference_name"), ("Tag Link", "document_name"))
    }
    assert left == {"Life Line": 0, "Comment": 0, "Tag Link": 0}


def test_missing_document_is_no_error_unless_asked(world: Any) -> None:
    assert frappe.delete_doc("Life Party", "Nobody") is False
    with pytest.raises(frappe.DoesNotExistError):
        frappe.delete_doc("Life Party", "Nobody", ignore_missing=False)


def test_deleted_document_comes_back_whole_and_once(make_paper: Callable[..., Any]) -> None:
    paper = make_paper(party="Acme", amount=12.5, day="2026-02-03", lines=[{"item": "a", "qty": 2}]).insert()
    paper.delete()
    kept = frappe.get_last_doc("Deleted Document", {"deleted_name": paper.name})

    name = restore(kept.name)

    back = frappe.get_doc("Life Paper", name)
    assert (name, back.party, back.amount, str(back.day)) == (paper.name, "Acme", 12.5, "2026-02-03")
    assert [(row.item, row.qty) for row in back.lines] == [("a", 2.0)]
    with pytest.raises(DocumentAlreadyRestored):
        restore(kept.name)
