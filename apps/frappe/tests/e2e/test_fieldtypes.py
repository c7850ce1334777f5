"""Every field type in one DocType made on the running system: shown, edited, saved, read back equal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from .conftest import Desk, Opener
from .form_steps import box, pick, save_new

NOWHERE = '{"type":"FeatureCollection","features":[]}'
Put = Callable[[Page, str], None]

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301"
    "0100c9fe92ef0000000049454e44ae426082"
)


def typed(text: str) -> Put:
    def put(page: Page, label: str) -> None:
        box(page, label).first.fill(text)
        box(page, label).first.blur()

    return put


def chosen(value: str) -> Put:
    return lambda page, label: void(box(page, label).first.select_option(value))


def picked(text: str) -> Put:
    return lambda page, label: pick(page, box(page, label).first, text)


def ticked(page: Page, label: str) -> None:
    box(page, label).first.check()


def three_stars(page: Page, label: str) -> None:
    page.get_by_role("radiogroup", name=label).get_by_role("radio").nth(2).check(force=True)


def uploaded(page: Page, label: str) -> None:
    group = page.get_by_role("group", name=label, exact=True)
    with page.expect_file_chooser() as chooser:
        group.get_by_role("button", name="Upload").click()
    chooser.value.set_files({"name": "pixel.png", "mimeType": "image/png", "buffer": PIXEL})
    group.get_by_role("link", name="pixel.png").wait_for()


def signed(page: Page, label: str) -> None:
    area = page.get_by_role("group", name=label).locator("canvas")
    area.scroll_into_view_if_needed()
    corner = area.bounding_box()
    assert corner is not None
    page.mouse.move(corner["x"] + 20, corner["y"] + 20)
    page.mouse.down()
    page.mouse.move(corner["x"] + 120, corner["y"] + 60, steps=4)
    page.mouse.up()


def void(_value: object) -> None:
    """Steps return nothing."""


# field type, options, how it is put in, what the server holds, what the form shows (None: not asked)
CASES: list[tuple[str, str, Put, Any, str | None]] = [
    ("Data", "", typed("Müller & 华北"), "Müller & 华北", "Müller & 华北"),
    ("Phone", "", typed("+86-13800000000"), "+86-13800000000", "+86-13800000000"),
    ("Small Text", "", typed("one\ntwo"), "one\ntwo", "one\ntwo"),
    ("Text", "", typed("three\nfour"), "three\nfour", "three\nfour"),
    ("Long Text", "", typed("a long text"), "a long text", "a long text"),
    ("Text Editor", "", typed("plain words"), '<div class="ql-editor read-mode"><p>plain words</p></div>', None),
    ("Markdown Editor", "", typed("# Title"), "# Title", None),
    ("HTML Editor", "", typed("<p>word</p>"), "<p>word</p>", None),
    ("Code", "", typed("a = 1"), "a = 1", None),
    ("JSON", "", typed('{"a": 1}'), '{"a": 1}', None),
    ("Int", "", typed("1,234"), 1234, "1,234"),
    ("Float", "", typed("1234.567"), 1234.567, "1,234.567"),
    ("Currency", "", typed("1234.5"), 1234.5, "1,234.50"),
    ("Percent", "", typed("12.5"), 12.5, "12.5"),
    ("Check", "", ticked, 1, None),
    ("Select", "\nLow\nHigh", chosen("High"), "High", "High"),
    ("Autocomplete", "Red\nGreen", picked("Green"), "Green", "Green"),
    ("Date", "", typed("2026-11-22"), "2026-11-22", "2026-11-22"),
    ("Time", "", typed("08:30:15"), "8:30:15", "08:30:15"),
    ("Datetime", "", typed("2026-11-22T08:30:15"), "2026-11-22 08:30:15", "2026-11-22 08:30:15"),
    ("Duration", "", typed("1d 2h 30m"), 95400, "1d 2h 30m"),
    ("Rating", "", three_stars, 0.6, None),
    ("Color", "", typed("#1f5fd6"), "#1f5fd6", "#1f5fd6"),
    ("Link", "Country", picked("Albania"), "Albania", "Albania"),
    ("Password", "", typed("secret words"), "*" * 12, None),
    ("Attach", "", uploaded, "/private/files/pixel.png", None),
    ("Attach Image", "", uploaded, "/private/files/pixel.png", None),
    ("Geolocation", "", typed(NOWHERE), NOWHERE, None),
    ("Icon", "", typed("star"), "star", "star"),
    ("Barcode", "", typed("4006381333931"), "4006381333931", None),
]  # fmt: skip
LATER: dict[str, tuple[Put, str]] = {"Signature": (signed, "data:image/png;base64,")}


def label_of(fieldtype: str) -> str:
    return f"{fieldtype} Field"


def name_of(fieldtype: str) -> str:
    return f"{fieldtype.lower().replace(' ', '_')}_field"


def make_doctype(desk: Desk, name: str) -> None:
    """A DocType with each field type, a child table, a multiple choice and a dynamic link."""
    row = {"fieldname": "country", "fieldtype": "Link", "label": "Country", "options": "Country", "in_list_view": 1}
    count = {"fieldname": "amount", "fieldtype": "Int", "label": "Amount", "in_list_view": 1}
    for child, columns in ((f"{name} Row", [row, count]), (f"{name} Choice", [row])):
        desk.insert("DocType", name=child, module="Core", custom=1, istable=1, fields=columns)
    fields: list[dict[str, Any]] = [
        {"fieldname": name_of(kind), "fieldtype": kind, "label": label_of(kind), "options": options or None}
        for kind, options, *_rest in CASES
    ]
    fields += [{"fieldname": name_of(kind), "fieldtype": kind, "label": label_of(kind)} for kind in LATER]
    fields += [
        {"fieldname": "of", "fieldtype": "Link", "label": "Kind of Record", "options": "DocType"},
        {"fieldname": "record", "fieldtype": "Dynamic Link", "label": "Record", "options": "of"},
        {"fieldname": "choices", "fieldtype": "Table MultiSelect", "label": "Choices", "options": f"{name} Choice"},
        {"fieldname": "rows", "fieldtype": "Table", "label": "Rows", "options": f"{name} Row"},
        {"fieldname": "heading", "fieldtype": "Heading", "label": "A Heading"},
        {"fieldname": "notice", "fieldtype": "HTML", "label": "Notice", "options": "<p>Read this first</p>"},
        {"fieldname": "press", "fieldtype": "Button", "label": "Press"},
        {"fieldname": "shown", "fieldtype": "Read Only", "label": "Shown", "default": "as it is"},
    ]
    rules = [{"role": "System Manager", "read": 1, "write": 1, "create": 1, "delete": 1}]
    desk.insert("DocType", name=name, module="Core", custom=1, fields=fields, permissions=rules)


def test_every_field_type_is_shown_edited_saved_and_read_back(open_desk: Opener) -> None:
    desk = open_desk()
    make_doctype(desk, "All Kinds")

    page = desk.open("/desk/all-kinds/new")
    for kind, _options, put, _stored, _shown in CASES:
        put(page, label_of(kind))
    for kind, (put, _start) in LATER.items():
        put(page, label_of(kind))
    pick(page, box(page, "Kind of Record").first, "Country")
    pick(page, box(page, "Record").first, "Algeria")
    pick(page, box(page, "Choices").first, "Andorra")
    pick(page, box(page, "Choices").first, "Austria")
    page.get_by_role("button", name="Add row").click()
    page.keyboard.type("Belgium")
    page.get_by_role("option", name="Belgium").click()
    page.keyboard.press("Tab")
    page.keyboard.type("7")
    page.get_by_role("heading", level=1).click()
    desk.check()
    name = save_new(desk)

    stored = desk.get("All Kinds", name)
    assert {kind: stored[name_of(kind)] for kind, *_rest in CASES} == {case[0]: case[3] for case in CASES}
    assert [kind for kind, (_put, start) in LATER.items() if not stored[name_of(kind)].startswith(start)] == []
    assert (stored["of"], stored["record"], stored["shown"]) == ("Country", "Algeria", "as it is")
    assert [row["country"] for row in stored["choices"]] == ["Andorra", "Austria"]
    assert [(row["country"], row["amount"]) for row in stored["rows"]] == [("Belgium", 7)]

    page = desk.open(f"/desk/all-kinds/{name}")
    asked = [case for case in CASES if case[4] is not None]
    assert {case[0]: box(page, label_of(case[0])).first.input_value() for case in asked} == {
        case[0]: case[4] for case in asked
    }
    assert box(page, "Check Field").first.is_checked()
    assert page.get_by_text("Read this first").is_visible()
    assert page.get_by_text("Not saved").count() == 0
    desk.check()


def test_every_field_type_stands_on_a_phone(open_desk: Opener) -> None:
    desk = open_desk(width="phone")
    make_doctype(desk, "All Kinds Phone")

    desk.open("/desk/all-kinds-phone/new")
    desk.check()
