"""Links: checked, fetched from, counted before a document goes (contract 2.4, 3.2.6, 3.4; 12.3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import frappe
import pytest
from frappe.context import local
from frappe.exceptions import CancelledLinkError, LinkExistsError, LinkValidationError

from .conftest import field, make_doctype


def test_unknown_target_is_refused_with_its_label_and_row(make_paper: Callable[..., Any]) -> None:
    with pytest.raises(LinkValidationError, match="Party: Nobody"):
        make_paper(party="Nobody").insert()
    with pytest.raises(LinkValidationError, match="Row #2"):
        make_paper(lines=[{"party": "Acme"}, {"party": "Nobody"}]).insert()


def test_name_takes_the_case_of_its_target(make_paper: Callable[..., Any]) -> None:
    assert make_paper(party="acme").insert().party == "Acme"


def test_values_are_fetched_on_each_save(make_paper: Callable[..., Any]) -> None:
    doc = make_paper(party="Acme", own_city="Ours").insert()
    first = (doc.city, doc.own_city)
    doc.party, doc.own_city = "Globex", ""
    doc.save()

    assert first == ("Bonn", "Ours")
    assert (doc.city, doc.own_city) == ("Köln", "Köln")


def test_fetched_value_cannot_be_typed_over(make_paper: Callable[..., Any]) -> None:
    assert make_paper(party="Acme", city="Elsewhere").insert().city == "Bonn"


def test_after_submission_nothing_is_fetched(make_paper: Callable[..., Any]) -> None:
    doc = make_paper(party="Acme", docstatus=1).insert()
    frappe.db.set_value("Life Party", "Acme", "city", "Moved")

    doc.remark = "x"
    doc.save()

    assert doc.city == "Bonn"


def test_dynamic_link_follows_its_type(make_paper: Callable[..., Any]) -> None:
    doc = make_paper(pair_type="Life Party", pair="globex").insert()

    assert doc.pair == "Globex"
    with pytest.raises(LinkValidationError):
        make_paper(pair_type="Life Party", pair="Nobody").insert()


def test_cancelled_documents_cannot_be_linked(make_paper: Callable[..., Any]) -> None:
    make_doctype("Life Note", [field("paper", "Link", "Life Paper")])
    paper = make_paper(docstatus=1).insert()
    paper.cancel()

    with pytest.raises(CancelledLinkError):
        frappe.get_doc({"doctype": "Life Note", "paper": paper.name}).insert()


@pytest.mark.parametrize(
    "values", [{"party": "Acme"}, {"lines": [{"party": "Acme"}]}, {"pair_type": "Life Party", "pair": "Acme"}]
)
def test_linked_document_is_not_deleted_and_the_error_names_what_links(
    make_paper: Callable[..., Any], values: dict[str, Any]
) -> None:
    paper = make_paper(**values).insert()

    with pytest.raises(LinkExistsError, match=paper.name):
        frappe.delete_doc("Life Party", "Acme")

    assert frappe.db.exists("Life Party", "Acme")


def test_forced_delete_does_not_ask(make_paper: Callable[..., Any]) -> None:
    make_paper(party="Acme").insert()

    frappe.delete_doc("Life Party", "Acme", force=1)

    assert not frappe.db.exists("Life Party", "Acme")


def test_submitted_document_that_links_hinders_cancelling(make_paper: Callable[..., Any]) -> None:
    make_doctype("Life Receipt", [field("paper", "Link", "Life Paper")], is_submittable=1)
    paper = make_paper(docstatus=1).insert()
    receipt = frappe.get_doc({"doctype": "Life Receipt", "paper": paper.name}).insert()
    receipt.submit()

    frappe.db.savepoint("before")
    with pytest.raises(LinkExistsError, match=receipt.name):
        paper.cancel()
    frappe.db.rollback(save_point="before")
    receipt.cancel()
    paper.reload()
    paper.cancel()

    assert paper.docstatus == 2


def test_links_of_a_document_cost_one_statement_a_target(make_paper: Callable[..., Any]) -> None:
    def count(rows: int) -> int:
        doc = make_paper(party="Acme", lines=[{"party": "Acme" if row % 2 else "Globex"} for row in range(rows)])
        local.db.connection.statement_log = log = []
        doc.insert()
        local.db.connection.statement_log = None
        return len([sql for sql in log if sql.lstrip().lower().startswith("select") and "Life Party" in sql])

    make_paper().insert()
    assert (count(2), count(40)) == (1, 1)
