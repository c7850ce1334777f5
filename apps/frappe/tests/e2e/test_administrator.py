"""What an administrator changes in the plain forms, a signed-in user has at the next request."""

from __future__ import annotations

from .conftest import Desk, Opener
from .form_steps import act, actions, box, fill, open_tab, pick, save, save_new


def add_row(desk: Desk, table: str, values: dict[str, str]) -> None:
    """Add a row to a child table in its own panel."""
    page = desk.page
    grid = page.get_by_role("grid", name=table)
    page.get_by_role("group", name=table).get_by_role("button", name="Add row").click()
    page.keyboard.press("Escape")
    grid.get_by_role("button", name="Actions of row").last.click()
    page.get_by_role("menuitem", name="Open row").click()
    panel = page.get_by_role("dialog")
    for label, value in values.items():
        control = panel.get_by_label(label, exact=False).and_(panel.locator("input, select, textarea")).first
        if control.evaluate("element => element.tagName") == "SELECT":
            control.select_option(value)
        elif control.get_attribute("role") == "combobox":
            pick(page, control, value)
        elif control.get_attribute("type") == "checkbox":
            control.set_checked(value == "1")
        else:
            control.fill(value)
            control.blur()
    page.keyboard.press("Escape")
    panel.wait_for(state="detached")


def test_new_field_is_there_at_the_next_request(open_desk: Opener) -> None:
    administrator, user = open_desk(), open_desk("representative")
    user.open("/desk/customer/new")
    assert box(user.page, "Favourite Colour").count() == 0

    page = administrator.open("/desk/custom-field/new")
    fill(page, {"DocType": "Customer", "Label": "Favourite Colour", "Field Type": "Data"})
    fill(page, {"Insert After": "short_name"})
    save_new(administrator)

    page = user.open("/desk/customer/new")
    fill(page, {"Customer Name": "Colourful Person", "Customer Type": "Individual"})
    fill(page, {"Favourite Colour": "Violet"})
    name = save_new(user)
    assert user.get("Customer", name)["custom_favourite_colour"] == "Violet"


def test_new_doctype_and_role_rule_are_there_at_the_next_request(open_desk: Opener) -> None:
    administrator, user = open_desk(), open_desk("representative")
    page = administrator.open("/desk/doctype/new")
    fill(page, {"Name": "Visit Report"})
    fill(page, {"Module": "Core"})
    open_tab(page, "Form")
    add_row(administrator, "Fields", {"Label": "Place", "Field Type": "Data"})
    save_new(administrator)
    administrator.check()
    assert user.send("frappe.client.insert", doc={"doctype": "Visit Report", "place": "Gate"})[0] == 403

    page = administrator.open("/desk/custom-docperm/new")
    fill(page, {"DocType": "Visit Report", "Role": "Sales Representative"})
    for right in ("Read", "Write", "Create"):
        box(page, right).first.check()
    save_new(administrator)

    page = user.open("/desk/visit-report/new")
    fill(page, {"Place": "North gate"})
    name = save_new(user)
    assert user.get("Visit Report", name)["place"] == "North gate"
    user.check()


def test_new_transition_is_offered_at_the_next_request(open_desk: Opener) -> None:
    administrator, user = open_desk(), open_desk("representative")
    lead = user.insert("Lead", lead_name="Short Way")["name"]
    user.open(f"/desk/lead/{lead}")
    assert "Reopen" not in actions(user)

    administrator.open("/desk/workflow/Lead")
    values = {"State": "New", "Action": "Reopen", "Next State": "In Contact", "Allowed Role": "Sales Representative"}
    add_row(administrator, "Transitions", values)
    save(administrator)

    user.open(f"/desk/lead/{lead}")
    assert "Reopen" in actions(user)
    act(user, "Reopen")
    assert user.get("Lead", lead)["workflow_state"] == "In Contact"


def test_new_translation_is_shown_at_the_next_request(open_desk: Opener) -> None:
    administrator, user = open_desk(), open_desk("representative", language="zh")

    page = administrator.open("/desk/translation/new")
    fill(page, {"Language": "简体中文", "Source Text": "Legal Name", "Translated Text": "法定名称（试）"})
    save_new(administrator)

    user.open("/desk/customer/new").get_by_text("法定名称（试）").first.wait_for()


def test_changed_property_of_a_field_holds_at_the_next_request(open_desk: Opener) -> None:
    administrator, user = open_desk(), open_desk("representative")
    page = administrator.open("/desk/property-setter/new")
    fill(page, {"DocType or Field": "DocField", "DocType": "Customer", "Field Name": "short_name"})
    fill(page, {"Property": "reqd", "Property Type": "Check", "Value": "1"})
    save_new(administrator)

    page = user.open("/desk/customer/new")
    fill(page, {"Customer Name": "Without Short Name", "Customer Type": "Individual"})
    page.keyboard.press("Control+s")
    page.get_by_role("alert").get_by_text("Short Name is required.").wait_for()

    rows = administrator.call(
        "frappe.client.get_list", doctype="Property Setter", filters={"doc_type": "Customer", "property": "reqd"}
    )
    for row in rows:
        administrator.call("frappe.client.delete", doctype="Property Setter", name=row["name"])
    page.reload()
    fill(page, {"Customer Name": "Without Short Name", "Customer Type": "Individual"})
    save_new(user)
