"""``mandatory_depends_on`` and ``read_only_depends_on`` at the doors, and not for code of apps (contract 2.4)."""

from __future__ import annotations

from typing import Any

import frappe
import pytest
from frappe import client
from frappe.exceptions import words_of
from frappe.model.conditions import through_door


def field(fieldname: str, fieldtype: str = "Data", options: str | None = None, **more: Any) -> dict[str, Any]:
    return {"fieldname": fieldname, "label": fieldname.title(), "fieldtype": fieldtype, "options": options, **more}


@pytest.fixture
def papers(site: Any) -> None:
    """A paper with a reason when refused, a price that is fixed once it is sent, and lines with a note when large."""
    rules = [{"role": "System Manager", "read": 1, "write": 1, "create": 1}]
    common = {"doctype": "DocType", "module": "Core", "custom": 1}
    lines = [
        field("amount", "Int"),
        field("note", mandatory_depends_on="eval:doc.amount > 10 && parent.state != 'Draft'"),
        field("code", read_only_depends_on="eval:parent.state == 'Sent'"),
    ]
    frappe.get_doc({**common, "name": "Paper Line", "istable": 1, "fields": lines}).insert()
    fields = [
        field("state", "Select", "Draft\nSent\nRefused"),
        field("reason", mandatory_depends_on="eval:doc.state == 'Refused'"),
        field("price", "Currency", read_only_depends_on="eval:doc.state == 'Sent'"),
        field("secret", depends_on="eval:doc.price > 100", mandatory_depends_on="state"),
        field("lines", "Table", "Paper Line"),
    ]
    frappe.get_doc({**common, "name": "Paper", "autoname": "hash", "fields": fields, "permissions": rules}).insert()


def paper(**values: Any) -> dict[str, Any]:
    return {"doctype": "Paper", "state": "Draft", **values}


def test_a_door_asks_for_what_the_other_values_make_mandatory(papers: None) -> None:
    with pytest.raises(frappe.MandatoryError, match="reason"):
        client.insert(paper(state="Refused"))

    assert client.insert(paper(state="Refused", reason="late"))["reason"] == "late"
    assert client.insert(paper())["state"] == "Draft"


def test_code_of_apps_is_not_asked(papers: None) -> None:
    doc = frappe.get_doc(paper(state="Refused")).insert()

    assert doc.save().state == "Refused"
    with pytest.raises(frappe.MandatoryError):
        through_door(frappe.get_doc("Paper", doc.name)).save()


def test_a_field_that_is_not_shown_is_not_asked_for(papers: None) -> None:
    client.insert(paper(price=100))

    with pytest.raises(frappe.MandatoryError, match="secret"):
        client.insert(paper(price=101))


def test_rows_see_their_document(papers: None) -> None:
    client.insert(paper(lines=[{"amount": 11}]))

    with pytest.raises(frappe.MandatoryError) as caught:
        client.insert(paper(state="Sent", lines=[{"amount": 1}, {"amount": 11}]))

    assert words_of(caught.value).endswith(": Note in row 2 of Lines")


def test_a_locked_value_stays_until_the_state_changes(papers: None) -> None:
    sent = client.insert(paper(state="Sent", price=5, secret="x", lines=[{"amount": 1, "code": "a"}]))

    with pytest.raises(frappe.ValidationError, match="Price"):
        client.save({**sent, "price": 6})
    row = {**sent["lines"][0], "code": "b"}
    with pytest.raises(frappe.ValidationError, match="Code"):
        client.save({**sent, "lines": [row]})

    same = client.save({**sent, "secret": "y"})
    opened = client.save({**same, "state": "Draft", "price": 6})
    assert (same["secret"], opened["price"]) == ("y", 6)


def test_a_condition_outside_the_language_asks_for_nothing(papers: None) -> None:
    frappe.make_property_setter(
        {"doctype": "Paper", "fieldname": "reason", "property": "mandatory_depends_on", "value": "eval:window.x()"}
    )

    assert client.insert(paper(state="Refused"))["state"] == "Refused"
