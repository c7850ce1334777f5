"""Around the views: palette, menus, workspace, language, theme, own page, permission explainer, import."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import LANGUAGES, Desk, Opener

RING = """(() => {
    const element = document.activeElement
    if (!element || element === document.body) return 'body'
    const style = getComputedStyle(element)
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 ? 'ring' : element.outerHTML
})()"""
PAGES = (
    "/desk",
    "/desk/w/administration",
    "/desk/me",
    "/desk/explain?doctype=ToDo",
    "/desk/import",
    "/desk/user",
    "/desk/customer/new",
    "/desk/opportunity/new",
    "/desk/quotation/new",
    "/desk/issue/new",
    "/desk/site-demand/new",
    "/desk/doctype/Customer",
    "/desk/system-settings",
    "/desk/no-such-list",
    "/desk/todo/no-such-record",
    "/no-such-page",
)


def test_palette_goes_to_a_list_by_keyboard(desk: Desk) -> None:
    page = desk.open("/desk")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Search and commands").wait_for()
    desk.check()
    page.keyboard.type("todo")
    page.keyboard.press("Enter")

    page.wait_for_url("**/desk/todo")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_clean_in_both_languages_widths_and_themes(
    open_desk: Opener, width: str, language: str, path: str
) -> None:
    desk = open_desk(width=width, language=language)

    desk.page.emulate_media(color_scheme="light")
    desk.open(path)
    desk.check()
    desk.check_in_the_dark()
    assert desk.page.evaluate("document.documentElement.lang") == {"en": "en", "zh": "zh-CN"}[language]


def test_menus_open_and_close_by_keyboard(desk: Desk) -> None:
    if desk.page.viewport_size["width"] < 600:  # type: ignore[index]
        desk.open("/desk").get_by_role("button", name="Menu").click()
    else:
        desk.open("/desk")
    page = desk.page
    button = page.get_by_role("navigation", name="Main navigation").get_by_role("button", name="Account")
    button.focus()
    page.keyboard.press("Enter")
    page.get_by_role("menuitem", name="Sign out").wait_for()
    desk.check()

    page.keyboard.press("Escape")
    assert button.evaluate("button => button === document.activeElement")


def test_focus_is_always_visible(desk: Desk) -> None:
    """Tab through the page: each stop draws a ring."""
    page = desk.open("/desk/todo")
    for _step in range(25):
        page.keyboard.press("Tab")
        ring = page.evaluate(RING)
        assert ring in ("ring", "body"), ring


def test_explainer_tells_why(desk: Desk) -> None:
    page = desk.open("/desk/explain?doctype=ToDo&ptype=write")

    page.get_by_role("heading", name="Allowed", exact=True).wait_for()
    desk.check()


def test_import_shows_every_problem_before_it_writes(desk: Desk, tmp_path: Path) -> None:
    """A file with a good and a bad row: the bad one is named, the good one goes in, a file to correct comes back."""
    name = f"Import E2E {tmp_path.name}"
    path = tmp_path / "customers.csv"
    path.write_text(f"Customer Name,Customer Type\n{name},Individual\nBad Row,No Such Type\n", encoding="utf-8")
    page = desk.open("/desk/import?doctype=customer")

    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a file").click()
    chooser.value.set_files(path)
    page.get_by_role("region", name="Problems").wait_for()
    desk.check()
    assert page.get_by_role("button", name="Import 2 rows").is_disabled()

    page.get_by_label("Good rows only").check()
    page.get_by_role("button", name="Import 1 rows").click()
    page.get_by_text("1 imported, 1 not.").wait_for()
    page.get_by_role("link", name="File with the bad rows, to correct").wait_for()
    desk.check()
    rows = desk.call("frappe.client.get_list", doctype="Customer", filters={"customer_name": name})
    desk.call("frappe.desk.reportview.delete_items", doctype="Customer", items=[row["name"] for row in rows])
