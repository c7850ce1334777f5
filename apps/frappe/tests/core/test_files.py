"""File records: stored once, public or private, readable with the document they hang on (contract 7.7)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import frappe
import pytest
from core.people import ADA, BOB, make_doctype, make_paper, make_user
from frappe.context import local
from frappe.exceptions import AttachmentLimitReached, ValidationError


@pytest.fixture
def paper(site: Any) -> Iterator[Any]:
    make_doctype("Paper", "Translator")
    make_user(ADA, "Translator")
    make_user(BOB, "Prepared Report User")
    yield make_paper()
    local.db.connection.commits += 1


def store(name: str, content: str, **values: Any) -> Any:
    return frappe.get_doc({"doctype": "File", "file_name": name, "content": content, **values}).insert()


def attached(paper: Any, name: str = "a.txt", content: str = "x", **values: Any) -> Any:
    return store(name, content, attached_to_doctype="Paper", attached_to_name=paper.name, **values)


def test_equal_content_is_stored_once_for_each_kind_of_privacy(paper: Any) -> None:
    first, second = store("a.txt", "same"), store("b.txt", "same")
    private = store("c.txt", "same", is_private=1)

    assert first.file_url == second.file_url == "/files/a.txt"
    assert first.content_hash == second.content_hash == private.content_hash
    assert private.file_url == "/private/files/c.txt"
    assert Path(private.get_full_path()).read_text() == "same"


def test_another_content_under_the_same_name_gets_a_name_of_its_own(paper: Any) -> None:
    first, second = store("a.txt", "one"), store("a.txt", "two")

    assert first.file_url != second.file_url
    assert (first.get_content(), second.get_content()) == (b"one", b"two")


def test_the_stored_file_goes_with_its_last_use_and_only_when_that_is_kept(paper: Any) -> None:
    first, second = store("a.txt", "last"), store("b.txt", "last")
    path = Path(first.get_full_path())

    first.delete()
    frappe.db.commit()
    still_used = path.exists()
    second.delete()
    before_commit = path.exists()
    frappe.db.commit()

    assert (still_used, before_commit, path.exists()) == (True, True, False)


def test_a_file_of_a_transaction_that_is_undone_is_taken_away(paper: Any) -> None:
    path = Path(store("undone.txt", "undone").get_full_path())

    frappe.db.rollback()

    assert not path.exists()


def test_a_file_becomes_private_with_all_its_uses(paper: Any) -> None:
    first, second = store("a.txt", "moves"), store("b.txt", "moves")

    first.is_private = 1
    first.save()

    second.reload()
    assert first.file_url == second.file_url
    assert first.file_url.startswith("/private/files/") and second.is_private
    assert second.get_content() == b"moves"


def may_read(file: Any, user: str) -> tuple[bool, bool]:
    """Tell whether a user may read a file, and whether his lists show it."""
    allowed = bool(frappe.has_permission("File", "read", file.name, user=user))
    return allowed, file.name in frappe.get_list("File", pluck="name", user=user)


def test_private_file_is_read_with_its_document(paper: Any) -> None:
    file = attached(paper, is_private=1)

    assert may_read(file, ADA)[0]
    assert may_read(file, BOB) == (False, False)
    assert not frappe.has_permission("File", "write", file.name, user=BOB)


def test_private_file_without_a_document_is_its_owners(paper: Any) -> None:
    frappe.set_user(ADA)
    file = store("mine.txt", "mine", is_private=1)
    frappe.set_user("Administrator")

    assert may_read(file, ADA) == (True, True)
    assert may_read(file, BOB) == (False, False)


def test_public_file_is_read_by_all_and_changed_by_its_owner(paper: Any) -> None:
    file = store("all.txt", "all")

    assert may_read(file, BOB) == (True, True)
    assert not frappe.has_permission("File", "write", file.name, user=BOB)


def test_attaching_needs_write_on_the_document_and_shows_in_its_history(paper: Any) -> None:
    frappe.set_user(BOB)
    with pytest.raises(frappe.PermissionError):
        attached(paper)
    frappe.set_user(ADA)
    file = attached(paper)
    frappe.set_user("Administrator")
    file.delete()

    kinds = frappe.get_all("Comment", {"reference_name": paper.name}, pluck="comment_type", order_by="creation, name")
    assert sorted(kinds) == ["Attachment", "Attachment Removed"]


def test_a_file_of_ones_own_is_not_moved_to_a_document_of_others(paper: Any) -> None:
    frappe.set_user(BOB)
    file = store("mine.txt", "mine", is_private=1)
    file.update({"attached_to_doctype": "Paper", "attached_to_name": paper.name})

    with pytest.raises(frappe.PermissionError, match="may not attach"):
        file.save()


def test_address_of_a_private_file_is_reused_by_its_readers_alone(paper: Any) -> None:
    url = attached(paper, is_private=1).file_url
    frappe.set_user(BOB)

    with pytest.raises(ValidationError, match="may not read this file"):
        frappe.get_doc({"doctype": "File", "file_url": url}).insert()


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "/files/../../site_config.json", "/private/files/../../x", "/etc/passwd", "file:///etc"],
)
def test_address_outside_of_the_files_is_refused(site: Any, url: str) -> None:
    with pytest.raises(ValidationError):
        frappe.get_doc({"doctype": "File", "file_url": url, "file_name": "x"}).insert()


def test_stored_address_is_not_changed_by_hand(paper: Any) -> None:
    file = store("a.txt", "x")
    file.file_url = "/files/b.txt"

    with pytest.raises(ValidationError, match="cannot be changed"):
        file.save()


def test_document_holds_as_many_files_as_its_doctype_says(paper: Any) -> None:
    frappe.db.set_value("DocType", "Paper", "max_attachments", 1)
    frappe.clear_cache()
    attached(paper)

    with pytest.raises(AttachmentLimitReached, match="At most 1"):
        attached(paper, "b.txt", "y")


def test_folders_keep_their_files(paper: Any) -> None:
    folder = frappe.get_doc({"doctype": "File", "file_name": "Plans", "is_folder": 1, "folder": "Home"}).insert()
    file = store("a.txt", "x", folder=folder.name)

    assert folder.name == "Home/Plans"
    assert attached(paper).folder == "Home/Attachments"
    with pytest.raises(ValidationError, match="not empty"):
        folder.delete()
    with pytest.raises(ValidationError, match="is needed"):
        frappe.get_doc("File", "Home").delete()
    file.delete()
    folder.reload().delete()
    assert not frappe.db.exists("File", "Home/Plans")
