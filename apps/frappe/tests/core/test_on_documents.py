"""What hangs on documents: comments, mentions, likes, tags, assignments, following, deleted copies."""

from __future__ import annotations

import json
from collections.abc import Iterator
from email import message_from_string
from typing import Any

import frappe
import pytest
from core.people import ADA, BOB, EVE, make_doctype, make_paper, make_user
from frappe.context import local
from frappe.core.doctype.deleted_document.deleted_document import bulk_restore, restore
from frappe.desk.doctype.tag.tag import DocTags, add_tag, check_tag, get_documents_for_tag, get_tagged_docs
from frappe.desk.form import assign_to
from frappe.desk.like import toggle_like
from frappe.email.doctype.document_follow.document_follow import follow_document, unfollow_document
from frappe.email.following import send_changes
from frappe.exceptions import DocumentAlreadyRestored, ValidationError

MENTION = '<p><span class="mention" data-id="{0}">@{0}</span> look</p>'


@pytest.fixture
def paper(site: Any) -> Iterator[Any]:
    """A Paper, which Ada and Bob may read and Eve may not."""
    make_doctype("Paper", "Translator")
    for user in (ADA, BOB):
        make_user(user, "Translator")
    make_user(EVE, "Prepared Report User")
    yield make_paper()
    local.db.connection.commits += 1  # the DocType's table is made anew


def stored(doc: Any, column: str) -> Any:
    return frappe.db.get_value(doc.doctype, doc.name, column)


def entries(doc: Any) -> list[tuple[str, str]]:
    return [(entry["by"], entry["comment"]) for entry in json.loads(stored(doc, "_comments") or "[]")]


def notices(user: str) -> list[tuple[str, str]]:
    rows = frappe.get_all("Notification Log", {"for_user": user}, ["type", "document_name"])
    return [(row.type, row.document_name) for row in rows]


# -- comments


def test_comments_are_carried_in_the_document_without_changing_it(paper: Any) -> None:
    first = paper.add_comment("Comment", "One")
    second = paper.add_comment("Comment", "Two")
    first.content = "Uno"
    first.save()
    second.delete()

    assert entries(paper) == [("Administrator", "Uno")]
    assert str(stored(paper, "modified")) == paper.modified


def test_entries_of_the_history_are_no_comments(paper: Any) -> None:
    paper.add_comment("Info", "Something happened")

    assert entries(paper) == []


def test_script_in_a_comment_is_taken_out(paper: Any) -> None:
    comment = paper.add_comment("Comment", '<b>Hi</b><img src=x onerror="alert(1)"><script>alert(2)</script>')

    assert "onerror" not in comment.content and "<script" not in comment.content
    assert "<b>Hi</b>" in comment.content


def test_a_mention_tells_who_may_read_the_document_once(paper: Any) -> None:
    group = {"doctype": "User Group", "user_group_members": [{"user": ADA}, {"user": BOB}]}
    frappe.get_doc({**group, "__newname": "Writers"}).insert(set_name="Writers")

    paper.add_comment("Comment", MENTION.format(ADA) + MENTION.format("Writers") + MENTION.format(EVE))
    paper.add_comment("Comment", MENTION.format("Administrator"))

    assert notices(ADA) == notices(BOB) == [("Mention", paper.name)]
    assert notices(EVE) == notices("Administrator") == []


def test_likes_are_kept_on_the_row_and_taken_back(paper: Any) -> None:
    frappe.set_user(ADA)
    toggle_like("Paper", paper.name, add="Yes")
    toggle_like("Paper", paper.name, add="Yes")
    liked = json.loads(stored(paper, "_liked_by"))
    history = frappe.db.count("Comment", {"reference_name": paper.name, "comment_type": "Like"})

    toggle_like("Paper", paper.name, add="No")

    assert (liked, history) == ([ADA], 1)
    assert json.loads(stored(paper, "_liked_by")) == []
    with pytest.raises(frappe.PermissionError):
        frappe.set_user(EVE)
        toggle_like("Paper", paper.name, add="Yes")


# -- assignments


def test_assignment_shows_on_the_document_until_it_is_done(paper: Any) -> None:
    assign_to.add({"doctype": "Paper", "name": paper.name, "assign_to": [ADA, BOB], "description": "Read it"})
    both = json.loads(stored(paper, "_assign"))
    todo = frappe.get_doc("ToDo", {"reference_name": paper.name, "allocated_to": ADA})
    todo.status = "Closed"
    todo.save()

    assert both == [ADA, BOB]
    assert json.loads(stored(paper, "_assign")) == [BOB]
    assert notices(ADA) == [("Assignment", paper.name)]
    assert "closed the assignment of Ada" in frappe.get_all(
        "Comment", {"reference_name": paper.name, "comment_type": "Assignment Completed"}, pluck="content"
    )

    frappe.get_doc("ToDo", {"reference_name": paper.name, "allocated_to": BOB}).delete()
    assert stored(paper, "_assign") is None


def test_to_do_that_moves_to_another_document_leaves_the_first(paper: Any) -> None:
    other = make_paper("B")
    todo = frappe.get_doc({"doctype": "ToDo", "description": "x", "allocated_to": ADA, "reference_type": "Paper",
                           "reference_name": paper.name}).insert()  # fmt: skip

    todo.reference_name = other.name
    todo.save()

    assert (stored(paper, "_assign"), json.loads(stored(other, "_assign"))) == (None, [ADA])


def test_who_is_assigned_and_may_not_read_gets_a_share(paper: Any) -> None:
    assign_to.add({"doctype": "Paper", "name": paper.name, "assign_to": EVE})

    assert frappe.has_permission("Paper", "read", paper.name, user=EVE)
    assert not frappe.has_permission("Paper", "write", paper.name, user=EVE)


@pytest.mark.parametrize(
    "values",
    [
        {"doctype": "ToDo", "description": "x", "reference_type": "Paper"},
        {"doctype": "Communication", "subject": "x", "sent_or_received": "Received", "reference_doctype": "Paper"},
        {"doctype": "Comment", "comment_type": "Comment", "content": "x", "reference_doctype": "Paper"},
    ],
)
def test_nothing_is_hung_on_a_document_that_one_may_not_read(paper: Any, values: dict[str, Any]) -> None:
    make_user("fay@example.com", "Inbox User", "Prepared Report User")
    frappe.set_user("fay@example.com")
    loose = frappe.get_doc(values)

    with pytest.raises(frappe.PermissionError):
        frappe.get_doc({**values, "reference_name": paper.name}).insert()
    if values["doctype"] == "ToDo":
        loose.insert()
        loose.reference_name = paper.name
        with pytest.raises(frappe.PermissionError):
            loose.save()


# -- tags


def test_tags_are_on_the_row_and_in_links(paper: Any) -> None:
    add_tag("Hot", "Paper", paper.name)
    add_tag("hot", "Paper", paper.name)
    add_tag("Cold", "Paper", paper.name)

    assert stored(paper, "_user_tags") == ",Hot,Cold"
    assert [row.name for row in get_tagged_docs("Paper", "Hot")] == [paper.name]
    assert get_documents_for_tag("Hot") == [{"doctype": "Paper", "name": paper.name, "content": paper.name}]


def test_a_renamed_or_deleted_tag_follows_on_its_documents(paper: Any) -> None:
    add_tag("Hot", "Paper", paper.name)
    add_tag("Cold", "Paper", paper.name)

    frappe.rename_doc("Tag", "Hot", "Warm", force=True)
    renamed = DocTags("Paper").names(paper.name)
    frappe.delete_doc("Tag", "Cold", force=True)

    assert renamed == ["Warm", "Cold"]
    assert DocTags("Paper").names(paper.name) == ["Warm"]
    assert frappe.get_all("Tag Link", {"document_name": paper.name}, pluck="tag") == ["Warm"]


@pytest.mark.parametrize("tag", ["", "  ", "a,b", "x" * 61, "<b>"])
def test_what_cannot_be_a_tag(site: Any, tag: str) -> None:
    with pytest.raises(ValidationError, match="short text without commas"):
        check_tag(tag)


def test_tag_needs_write_on_the_document_and_is_seen_by_readers_alone(paper: Any) -> None:
    add_tag("Hot", "Paper", paper.name)
    frappe.set_user(EVE)

    assert get_documents_for_tag("Hot") == []
    with pytest.raises(frappe.PermissionError):
        add_tag("Mine", "Paper", paper.name)


# -- following


def test_a_document_is_followed_once_by_who_may_read_it(paper: Any) -> None:
    first, again, stranger = (follow_document("Paper", paper.name, user) for user in (ADA, ADA, EVE))

    assert (first.user, again, stranger) == (ADA, None, None)
    assert (unfollow_document("Paper", paper.name, ADA), unfollow_document("Paper", paper.name, ADA)) == (1, 0)


@pytest.mark.parametrize(
    ("setting", "act"),
    [
        ("follow_created_documents", lambda name: make_paper("New")),
        ("follow_commented_documents", lambda name: frappe.get_doc("Paper", name).add_comment("Comment", "x")),
        ("follow_liked_documents", lambda name: toggle_like("Paper", name, add="Yes")),
    ],
)
def test_what_one_works_with_is_followed_by_who_wants_that(paper: Any, setting: str, act: Any) -> None:
    frappe.get_doc("User", ADA).update({setting: 1}).save()
    for user in (ADA, BOB):
        frappe.set_user(user)
        act(paper.name)
    frappe.set_user("Administrator")

    assert frappe.get_all("Document Follow", {"ref_doctype": "Paper"}, pluck="user") == [ADA]


def test_what_is_shared_or_assigned_is_followed_by_who_wants_that(paper: Any) -> None:
    settings = {"follow_shared_documents": 1, "follow_assigned_documents": 1}
    frappe.get_doc("User", ADA).update(settings).save()
    other = make_paper("B")

    frappe.share.add("Paper", paper.name, ADA, read=1)
    assign_to.add({"doctype": "Paper", "name": other.name, "assign_to": [ADA, BOB]})

    assert frappe.get_all("Document Follow", {"user": ADA}, pluck="ref_docname", order_by="creation") == [
        paper.name, other.name,
    ]  # fmt: skip
    assert not frappe.db.count("Document Follow", {"user": BOB})


def test_followers_learn_by_mail_what_others_did_and_no_values(paper: Any) -> None:
    for user, wants in ((ADA, 1), (BOB, 0)):
        values = {"document_follow_notify": wants, "document_follow_frequency": "Daily", "language": "en"}
        frappe.get_doc("User", user).update(values).save()
        follow_document("Paper", paper.name, user)
    frappe.set_user(BOB)
    doc = frappe.get_doc("Paper", paper.name)
    doc.update({"subject": "Secret"}).save(ignore_version=False)
    doc.add_comment("Comment", "Changed")
    frappe.set_user(ADA)
    doc.add_comment("Comment", "Mine")
    frappe.set_user("Administrator")

    send_changes("Hourly")
    send_changes("Daily")

    mails = frappe.get_all("Email Queue", pluck="name")
    assert len(mails) == 1
    mail = frappe.get_doc("Email Queue", mails[0])
    assert [row.recipient for row in mail.recipients] == [ADA]
    text = message_from_string(mail.message).get_payload()[0].get_payload(decode=True).decode()
    assert "changes and comments: 2, by Bob" in text
    assert "Secret" not in text


# -- deleted documents


def deleted(doc: Any) -> str:
    doc.delete()
    return str(frappe.get_value("Deleted Document", {"deleted_name": doc.name}, "name"))


def test_deleted_document_comes_back_with_its_name_once(paper: Any) -> None:
    copy = deleted(paper)

    name = restore(copy)

    assert (name, frappe.db.get_value("Paper", name, "subject")) == (paper.name, "A")
    assert frappe.db.get_value("Deleted Document", copy, ["restored", "new_name"]) == (1, name)
    with pytest.raises(DocumentAlreadyRestored):
        restore(copy)


def test_restoring_never_overwrites_who_took_the_name(paper: Any) -> None:
    copy = deleted(paper)
    frappe.get_doc({"doctype": "Paper", "subject": "Newer"}).insert(set_name=paper.name)

    name = restore(copy)

    assert name != paper.name
    assert frappe.db.get_value("Paper", paper.name, "subject") == "Newer"


def test_many_are_restored_each_for_itself(paper: Any) -> None:
    copies = [deleted(make_paper(subject)) for subject in "BC"]
    restore(copies[0])

    answer = bulk_restore(copies)

    assert answer == {"restored": [copies[1]], "invalid": [copies[0]], "failed": []}


def test_what_hangs_on_a_document_goes_with_it(paper: Any) -> None:
    paper.add_comment("Comment", "x")
    add_tag("Hot", "Paper", paper.name)
    assign_to.add({"doctype": "Paper", "name": paper.name, "assign_to": ADA})
    follow_document("Paper", paper.name, ADA)

    paper.delete()

    links = {"Comment": "reference_name", "Tag Link": "document_name", "ToDo": "reference_name",
             "Notification Log": "document_name", "Document Follow": "ref_docname"}  # fmt: skip
    left = {doctype: frappe.db.count(doctype, {field: paper.name}) for doctype, field in links.items()}
    assert left == {"Comment": left["Comment"], "Tag Link": 0, "ToDo": 0, "Notification Log": 0, "Document Follow": 0}
    assert not frappe.db.count("Comment", {"reference_name": paper.name, "comment_type": "Comment"})
