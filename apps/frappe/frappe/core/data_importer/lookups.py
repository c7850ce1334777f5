"""What a file needs to know of the database: names, links and values of unique fields, each asked once for all rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from frappe.context import local
from frappe.core.data_importer.columns import texts_of
from frappe.exceptions import PermissionError as NoPermission
from frappe.metadata import Meta, find_meta
from frappe.model.permitted_list import get_list
from frappe.records import find_links
from frappe.utils import cstr

CHUNK = 5_000
MAX_TRANSLATED = 2_000


@dataclass(frozen=True)
class LinkAnswer:
    """What a linked value stands for: a name, or none, or ``matches`` records with that title."""

    name: str | None = None
    matches: int = 0


def names_of(doctype: str, values: Iterable[str]) -> dict[str, str]:
    """Return the names that exist, by the folded value."""
    found: dict[str, str] = {}
    for chunk in _chunks(values):
        rows = find_links({doctype: (chunk, [])})[doctype]
        found |= {key: cstr(row["name"]) for key, row in rows.items()}
    return found


def resolve_links(wanted: Mapping[str, Iterable[str]]) -> dict[str, dict[str, LinkAnswer]]:
    """Return what each value of each DocType stands for: a name, else the title of one record the user may see.

    Names of all DocTypes take one statement, titles one for each DocType with values that are no names.
    """
    answers: dict[str, dict[str, LinkAnswer]] = {doctype: {} for doctype in wanted}
    values = {doctype: sorted(set(texts)) for doctype, texts in wanted.items()}
    if sum(map(len, values.values())) <= CHUNK:
        for doctype, rows in find_links({doctype: (texts, []) for doctype, texts in values.items()}).items():
            answers[doctype] = {key: LinkAnswer(cstr(row["name"]), 1) for key, row in rows.items()}
    else:
        for doctype, texts in values.items():
            answers[doctype] = {key: LinkAnswer(name, 1) for key, name in names_of(doctype, texts).items()}
    for doctype, texts in values.items():
        missing = [text for text in texts if text.casefold() not in answers[doctype]]
        if missing:
            answers[doctype] |= _by_title(doctype, missing)
    return answers


def _by_title(doctype: str, texts: list[str]) -> dict[str, LinkAnswer]:
    meta = find_meta(doctype)
    if meta is None or meta.is_virtual or meta.issingle:
        return {}
    found: dict[str, LinkAnswer] = {}
    title = meta.get_title_field()
    if title != "name":
        for name, value in _titles(doctype, title, texts):
            key = value.casefold()
            before = found.get(key)
            found[key] = LinkAnswer(name if before is None else None, 1 if before is None else before.matches + 1)
    if meta.translated_doctype:
        found = _by_translation(doctype, texts) | found
    return found


def _titles(doctype: str, title: str, texts: list[str]) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    try:
        for chunk in _chunks(texts):
            listed = get_list(doctype, filters={title: ["in", chunk]}, fields=["name", title], limit=0, order_by="name")
            rows += [(cstr(row["name"]), cstr(row[title])) for row in listed]
    except NoPermission:
        return []
    return rows


def _by_translation(doctype: str, texts: list[str]) -> dict[str, LinkAnswer]:
    """Records whose names are translated may be written in any language."""
    wanted = {text.casefold() for text in texts}
    found: dict[str, LinkAnswer] = {}
    for name in local.db.get_all(doctype, pluck="name", limit=MAX_TRANSLATED, order_by="name"):
        for text in texts_of(cstr(name)) & wanted:
            found[text] = LinkAnswer(cstr(name), 1)
    return found


def holders_of(meta: Meta, fieldname: str, values: Iterable[str]) -> dict[str, str]:
    """Return which record holds each value of a unique field, by the folded value."""
    found: dict[str, str] = {}
    for chunk in _chunks(values):
        filters = {fieldname: ["in", chunk]}
        for row in local.db.get_all(meta.name, filters=filters, fields=["name", fieldname], limit=0, order_by=None):
            found[cstr(row[fieldname]).casefold()] = cstr(row["name"])
    return found


def _chunks(values: Iterable[str]) -> list[list[str]]:
    texts = sorted(set(values))
    return [texts[start : start + CHUNK] for start in range(0, len(texts), CHUNK)]
