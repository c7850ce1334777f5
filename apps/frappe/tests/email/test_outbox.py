"""Mails are rows of the transaction, leave after its commit once, and nobody breaks their headers (contract 8.6)."""

from __future__ import annotations

import email
import email.policy
import stat
import threading
from collections.abc import Iterator, Sequence
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import frappe
import pytest
from frappe.email.doctype.email_queue import email_queue
from frappe.email.doctype.email_queue.email_queue import EmailQueue, flush, retry_mails
from frappe.email.message import Mail
from frappe.exceptions import (
    InvalidEmailAddressError,
    NotAvailableYetError,
    OutgoingEmailError,
    TemplateNotFoundError,
    ValidationError,
)
from frappe.sites import open_site
from frappe.utils.background_jobs import is_job_enqueued


def mail_files() -> list[Path]:
    return sorted(Path(frappe.get_site_path("private", "mail")).glob("*.eml"))


def read(path: Path) -> EmailMessage:
    found = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content()).strip()


def status(doc: Any) -> Any:
    return frappe.db.get_value("Email Queue", doc.name, "status")


@pytest.fixture(autouse=True)
def no_mail_of_earlier_tests(site: Any) -> None:
    """Files lie beside the database, which alone is brought back after a test."""
    for path in mail_files():
        path.unlink()


@pytest.fixture
def transport() -> Iterator[list[tuple[str, list[str]]]]:
    """A transport that keeps what it is given."""
    sent: list[tuple[str, list[str]]] = []

    def take(mail: EmailQueue, recipients: Sequence[str], _message: str) -> None:
        sent.append((str(mail.name), list(recipients)))

    email_queue.register_transport(take)
    yield sent
    email_queue.forget_transport(take)


def test_a_mail_is_a_row_until_the_commit_and_a_private_file_after_it(site: Any) -> None:
    text = "<p>Hello <b>Ann</b></p>"
    doc = frappe.sendmail("ann@example.com", sender="bob@example.com", subject="你好", message=text)
    before = (status(doc), mail_files())
    frappe.db.commit()

    (path,) = mail_files()
    mail = read(path)
    assert before == ("Not Sent", []) and status(doc) == "Sent"
    assert (mail["From"], mail["To"], mail["Subject"]) == ("bob@example.com", "ann@example.com", "你好")
    assert text_of(mail) == "Hello Ann" and text_of(mail, "html") == text
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_transaction_that_is_rolled_back_sends_nothing_even_now(site: Any) -> None:
    frappe.sendmail(["ann@example.com"], subject="x", message="x", now=True)
    frappe.db.rollback()
    frappe.db.commit()

    assert mail_files() == [] and frappe.db.count("Email Queue") == 0


def test_a_row_taken_back_by_a_savepoint_is_not_missed(site: Any) -> None:
    frappe.db.savepoint("inner")
    frappe.sendmail("gone@example.com", subject="x", message="x")
    frappe.db.rollback(save_point="inner")
    kept = frappe.sendmail("kept@example.com", subject="x", message="x")
    frappe.db.commit()

    assert [read(path)["To"] for path in mail_files()] == ["kept@example.com"] and status(kept) == "Sent"


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "x\r\nBcc: eve@example.com"},
        {"subject": "x\nX: y"},
        {"sender": "bob@example.com\r\nX: y"},
        {"recipients": ["ann@example.com\r\nX: y"]},
        {"cc": ["ann@example.com\n"]},
        {"reply_to": "bob@example.com\nX: y"},
        {"attachments": [{"fname": "a.txt\r\nX: y", "fcontent": "x"}]},
    ],
)
def test_a_line_break_in_a_header_is_refused(site: Any, change: dict[str, Any]) -> None:
    values = {"recipients": ["ann@example.com"], "subject": "x", "message": "x", **change}

    with pytest.raises((ValidationError, InvalidEmailAddressError)):
        frappe.sendmail(**values)

    assert frappe.db.count("Email Queue") == 0


def test_recipients_do_not_see_one_another_unless_asked(site: Any) -> None:
    frappe.sendmail("a@example.com, b@example.com", subject="each", message="x")
    frappe.sendmail(["a@example.com", "b@example.com"], subject="all", message="x", expose_recipients="header")
    frappe.db.commit()

    found = sorted((read(path)["Subject"], read(path)["To"]) for path in mail_files())
    assert found == [("all", "a@example.com, b@example.com"), ("each", "a@example.com"), ("each", "b@example.com")]


def test_blind_copies_are_on_the_envelope_only(site: Any, transport: list[tuple[str, list[str]]]) -> None:
    doc = frappe.sendmail("a@example.com", subject="x", message="x", cc="c@example.com", bcc=["b@example.com"])
    frappe.db.commit()

    assert transport == [(doc.name, ["a@example.com", "c@example.com", "b@example.com"])]
    assert "b@example.com" not in doc.message and "Cc: c@example.com" in doc.message


def test_attachments_go_with_the_mail(site: Any) -> None:
    file = frappe.get_doc(
        {"doctype": "File", "file_name": "plan.txt", "content": b"the plan", "is_private": 1}
    ).insert()
    attachments = [
        {"fname": "报价.csv", "fcontent": "a,b\n"},
        {"fname": "x.bin", "fcontent": b"\0\1"},
        {"fid": file.name},
    ]
    frappe.sendmail("a@example.com", subject="x", message="see there", attachments=attachments)
    frappe.db.commit()

    parts = list(read(mail_files()[0]).iter_attachments())
    assert [part.get_filename() for part in parts] == ["报价.csv", "x.bin", file.file_name]
    assert [part.get_content_type() for part in parts] == ["text/csv", "application/octet-stream", "text/plain"]
    assert parts[1].get_content() == b"\0\1" and parts[2].get_content().strip() == "the plan"


def test_a_file_that_the_user_may_not_read_is_not_sent(site: Any) -> None:
    file = frappe.get_doc({"doctype": "File", "file_name": "secret.txt", "content": b"x", "is_private": 1}).insert()
    frappe.set_user("Guest")

    with pytest.raises(frappe.PermissionError):
        frappe.sendmail("a@example.com", subject="x", message="x", attachments=[{"fid": file.name}])


def test_a_template_is_filled_and_a_missing_one_is_named(site: Any) -> None:
    frappe.get_doc(
        {"doctype": "Email Template", "name": "Hello", "subject": "For {{ name }}", "response": "Dear {{ name }}"}
    ).insert()
    frappe.sendmail("a@example.com", template="Hello", args={"name": "Ann"})
    frappe.db.commit()

    mail = read(mail_files()[0])
    assert (mail["Subject"], text_of(mail)) == ("For Ann", "Dear Ann")
    with pytest.raises(TemplateNotFoundError, match="no Email Template Bye"):
        frappe.sendmail("a@example.com", template="Bye")


def test_markdown_a_heading_and_an_address_for_answers(site: Any) -> None:
    frappe.sendmail(
        "a@example.com", subject="x", message="**bold**", as_markdown=True, header=["A & B", "green"],
        reply_to="desk@example.com",
    )  # fmt: skip
    frappe.db.commit()

    mail = read(mail_files()[0])
    assert mail["Reply-To"] == "desk@example.com"
    assert "<h2>A &amp; B</h2>" in text_of(mail, "html") and "<strong>bold</strong>" in text_of(mail, "html")


@pytest.mark.parametrize("option", [{"inline_images": [1]}, {"attachments": [{"print_format_attachment": 1}]}])
def test_what_is_not_built_says_so(site: Any, option: dict[str, Any]) -> None:
    with pytest.raises(NotAvailableYetError):
        frappe.sendmail("a@example.com", subject="x", message="x", **option)


def test_a_mail_without_text_or_with_a_bad_address_is_refused(site: Any) -> None:
    with pytest.raises(ValidationError, match="message or a template"):
        frappe.sendmail("a@example.com", subject="x")
    with pytest.raises((ValidationError, InvalidEmailAddressError)):
        frappe.sendmail(["nobody"], subject="x", message="x")


@pytest.mark.parametrize("where", ["flags", "conf"])
def test_muted_mails_are_not_queued(site: Any, where: str) -> None:
    getattr(site, where).mute_emails = 1

    assert frappe.sendmail("a@example.com", subject="x", message="x") is None

    assert frappe.db.count("Email Queue") == 0


def test_a_mail_for_later_waits(site: Any) -> None:
    doc = frappe.sendmail("a@example.com", subject="x", message="x", send_after="2030-01-01 08:00:00")
    frappe.db.commit()
    with frappe.localization.clock.frozen("2029-12-31"):
        flush()
        early = status(doc)
    with frappe.localization.clock.frozen("2030-01-02"):
        flush()

    assert (early, status(doc)) == ("Not Sent", "Sent")


def test_a_failure_is_kept_tried_again_and_in_the_end_an_error(site: Any) -> None:
    def refuse(mail: EmailQueue, recipients: Sequence[str], message: str) -> None:
        raise OutgoingEmailError("the server said no")

    email_queue.register_transport(refuse)
    try:
        doc = frappe.sendmail("a@example.com", subject="x", message="x")
        frappe.db.commit()
        first = status(doc)
        retry_mails()
        retry_mails()
        last = frappe.db.get_value("Email Queue", doc.name, ["status", "retry", "error"])
    finally:
        email_queue.forget_transport(refuse)
    email_queue.retry_sending(doc.name)

    assert first == "Not Sent" and last == ("Error", 3, "the server said no")
    assert status(doc) == "Sent"


def test_a_mail_left_in_the_middle_is_sent_after_a_while(site: Any, transport: list[tuple[str, list[str]]]) -> None:
    doc = frappe.sendmail("a@example.com", subject="x", message="x", send_after="2020-01-01")
    frappe.db.set_value("Email Queue", doc.name, "status", "Sending")
    retry_mails()
    soon = list(transport)
    with frappe.localization.clock.frozen("2099-01-01"):
        retry_mails()

    assert soon == [] and transport == [(doc.name, ["a@example.com"])]


def test_senders_at_the_same_time_send_a_mail_once(
    site: Any, sites_folder: Path, transport: list[tuple[str, list[str]]]
) -> None:
    names = [
        frappe.sendmail(f"a{number}@example.com", subject="x", message="x", send_after="2020-01-01").name
        for number in range(6)
    ]
    frappe.db.commit()
    name, barrier = site.site, threading.Barrier(3)

    def send_all() -> None:
        with open_site(name, sites_path=sites_folder):
            barrier.wait()
            flush()

    threads = [threading.Thread(target=send_all) for _number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(mail for mail, _recipients in transport) == sorted(names)
    assert {frappe.db.get_value("Email Queue", one, "status") for one in names} == {"Sent"}


def test_many_mails_are_left_to_a_job(site: Any) -> None:
    recipients = [f"a{number}@example.com" for number in range(email_queue.SENT_AT_ONCE + 2)]
    frappe.sendmail(recipients, subject="x", message="x")
    frappe.db.commit()

    assert len(mail_files()) == email_queue.SENT_AT_ONCE
    assert is_job_enqueued("send_mails")


def test_a_reset_link_lies_in_the_queue_and_not_in_the_journal(site: Any) -> None:
    with frappe.journal.operation("import", journal_all=True):
        frappe.sendmail("a@example.com", subject="x", message="https://x/update-password?key=SECRET")

    rows = frappe.db.connection.query("select count(*) from `__journal` where `doctype` like 'Email Queue%'")
    assert rows == [(0,)]


def test_a_mail_without_visible_recipients_says_so() -> None:
    mail = Mail("a@example.com", [], "Subject", "plain ✓", "<id@localhost>")

    assert "To: undisclosed-recipients:;" in mail.as_text()
    assert text_of(email.message_from_string(mail.as_text(), policy=email.policy.default)) == "plain ✓"  # type: ignore[arg-type]
