"""Which texts of a record are shown to people: one rule a DocType, as fields and tables."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Text = tuple[str, str]
Record = Mapping[str, Any]


def record_texts(record: Record) -> Iterator[Text]:
    """Return the texts of a record, each with its context ("" without)."""
    if "custom_fields" in record and "property_setters" in record:
        for row in (*record["custom_fields"], *record["property_setters"]):
            yield from record_texts({"doctype": "Property Setter" if "property" in row else "Custom Field", **row})
        return
    rule = _RULES.get(str(record.get("doctype")))
    if rule is not None:
        for text, context in rule(record):
            if isinstance(text, str) and text.strip():
                yield text.strip(), context


def _fields(*names: str) -> Callable[[Record], Iterator[Text]]:
    def read(record: Record) -> Iterator[Text]:
        for name in names:
            yield record.get(name) or "", ""

    return read


def _rows(table: str, *names: str) -> Callable[[Record], Iterator[Text]]:
    def read(record: Record) -> Iterator[Text]:
        for row in record.get(table) or ():
            for name in names:
                yield row.get(name) or "", ""

    return read


def _all(*readers: Callable[[Record], Iterator[Text]]) -> Callable[[Record], Iterator[Text]]:
    def read(record: Record) -> Iterator[Text]:
        for reader in readers:
            yield from reader(record)

    return read


def _field(row: Record) -> Iterator[Text]:
    for name in ("label", "description", "placeholder", "documentation_text"):
        yield row.get(name) or "", ""
    yield from _options(row)


def _options(row: Record) -> Iterator[Text]:
    """A Select's options are shown; those that are codes (numbers, formats, time zones) are not texts."""
    options = row.get("options")
    if not isinstance(options, str):
        return
    if row.get("fieldtype") in ("Select", "Autocomplete"):
        for option in options.splitlines():
            if re.search(r"[^\W\d_]{2}", option) and not re.fullmatch(r"[a-z]{1,4}([./:-][a-zA-Z]{1,4}){2,}", option):
                yield option, ""
    elif row.get("fieldtype") in ("HTML", "Button") and "<" not in options and "\n" not in options:
        yield options, ""


def _doctype(record: Record) -> Iterator[Text]:
    yield record.get("name") or "", ""
    yield record.get("description") or "", ""
    for row in record.get("fields") or ():
        yield from _field(row)
    yield from _rows("actions", "label", "group")(record)
    yield from _rows("links", "group")(record)
    yield from _rows("states", "title")(record)
    yield from _rows("permissions", "role")(record)


def _customized_field(record: Record) -> Iterator[Text]:
    yield from _field(record)


def _property(record: Record) -> Iterator[Text]:
    value = record.get("value")
    if record.get("property") in ("label", "description", "placeholder") and isinstance(value, str):
        yield value, ""
    elif record.get("property") == "options" and isinstance(value, str) and "\n" in value:
        yield from _options({"fieldtype": "Select", "options": value})


def _content(record: Record) -> Iterator[Text]:
    """Texts of the blocks a workspace is laid out with."""
    content = record.get("content")
    if not isinstance(content, str):
        return
    try:
        blocks = json.loads(content)
    except ValueError:
        return
    for block in blocks if isinstance(blocks, list) else ():
        values = block.get("data") if isinstance(block, dict) else None
        text = values.get("text") if isinstance(values, dict) else None
        if isinstance(text, str):
            yield re.sub(r"<[^>]*>", "", text), ""


_RULES: dict[str, Callable[[Record], Iterator[Text]]] = {
    "DocType": _doctype,
    "Custom Field": _customized_field,
    "DocField": _customized_field,
    "Property Setter": _property,
    "Workspace": _all(
        _fields("label", "title"), _content, _rows("shortcuts", "label", "format"),
        _rows("links", "label", "description"), _rows("charts", "label"), _rows("number_cards", "label"),
        _rows("quick_lists", "label"),
    ),
    "Workflow": _all(
        _fields("name"), _rows("states", "state", "message"), _rows("transitions", "action"),
    ),
    "Workflow State": _fields("name", "workflow_state_name"),
    "Workflow Action Master": _fields("name", "workflow_action_name"),
    "Role": _fields("name", "role_name"),
    "Role Profile": _fields("name", "role_profile"),
    "Module Def": _fields("name", "module_name"),
    "Report": _all(_fields("name", "report_name"), _rows("columns", "label"), _rows("filters", "label")),
    "Page": _fields("title"),
    "Print Format": _fields("name"),
    "Dashboard": _fields("name", "dashboard_name"),
    "Dashboard Chart": _fields("name", "chart_name"),
    "Number Card": _fields("label"),
    "Web Form": _all(_fields("title", "introduction_text", "success_title", "success_message"),
                     _rows("web_form_fields", "label", "description")),
    "Module Onboarding": _fields("title", "subtitle", "success_message"),
    "Onboarding Step": _fields("title", "description", "action_label"),
    "Form Tour": _all(_fields("title"), _rows("steps", "title", "description")),
    "Kanban Board": _all(_fields("kanban_board_name"), _rows("columns", "column_name")),
    "Notification": _fields("name"),
    "Gender": _fields("gender"),
    "Salutation": _fields("salutation"),
    "User Type": _fields("name"),
    "Print Style": _fields("print_style_name"),
}  # fmt: skip
