"""Workspaces: the chosen one follows the address; the one of the administrator takes the demo company away."""

from __future__ import annotations

import pytest

from .conftest import Opener
from .desk_server import DEMO


@pytest.mark.parametrize("path", ["/desk/w/tower", "/desk/tower"])
def test_sidebar_stands_in_the_workspace_that_was_opened(open_desk: Opener, path: str) -> None:
    desk = open_desk()
    desk.open("/desk/w/service")
    page = desk.open(path)

    sidebar = page.get_by_role("navigation", name="Main navigation")
    sidebar.get_by_role("button", name="Workspace Tower").wait_for()
    assert sidebar.get_by_role("link", name="Site Demand", exact=True).count() == 1

    desk.open("/desk").get_by_role("heading", name="Tower", level=1).wait_for()


def test_administrator_removes_the_demo_company_and_sees_what_was_kept(open_desk: Opener) -> None:
    desk, user = open_desk(), open_desk("representative")
    changed = desk.call("frappe.client.get_list", doctype="Note", filters={"title": DEMO[1]})[0]["name"]
    desk.call("frappe.client.set_value", doctype="Note", name=changed, fieldname={"content": "mine"})
    assert user.open("/desk/w/administration").get_by_text("Demo company").count() == 0

    page = desk.open("/desk/w/administration")
    page.get_by_role("button", name="Remove the demo company").click()
    question = page.get_by_role("dialog", name="Remove the demo company?")
    question.get_by_text("1 records of the demo company are deleted for good. 1 stay").wait_for()
    desk.check()
    question.get_by_role("button", name="Remove 1 records").click()

    page.get_by_text("1 records were deleted.").wait_for()
    assert "changed since" in page.get_by_role("list", name="Kept records").inner_text()
    desk.check()
    titles = [row["title"] for row in desk.call("frappe.client.get_list", doctype="Note", fields=["title"])]
    assert (DEMO[0] in titles, DEMO[1] in titles) == (False, True)
    page = desk.open("/desk/w/administration")
    assert page.get_by_role("button", name="Remove the demo company").count() == 0
