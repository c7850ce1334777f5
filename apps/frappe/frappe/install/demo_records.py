"""Play the demo company's files through the document layer: as the right users, by real transitions.

A file in ``fixtures/demo/`` is a list of entries, played in order. An entry is a document with keys of its own:

- ``_id``: a name under which later entries refer to the document: ``"$ref:star"``.
- ``_as``: the user who makes it (else Administrator).
- ``_map``: ``{"method": ..., "source": ["Site Demand", "$ref:park"]}``: the one-click function that makes it from
  another document; the entry's values are laid over its answer.
- ``_find``: filters of a document that an earlier entry brought about, instead of a new one.
- ``_file``: ``{"field": ..., "name": ..., "rows": [[...]]}``: a CSV file attached to the document.
- ``_steps``: what happens to it afterwards, one after the other. A step has ``as`` (the user), ``set`` (values),
  ``rows`` (table -> values for each of its rows), ``action`` and ``opinion`` (a workflow transition) or ``call`` (a
  whitelisted method that takes ``doc``).

``"$day:-3"`` is a day before the day of loading, ``"$time:-2.5"`` a moment so many hours before it.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from frappe.context import current_user, local
from frappe.exceptions import ValidationError
from frappe.localization import now_datetime
from frappe.messages import _, clear_messages
from frappe.metadata import find_meta
from frappe.model.documents import get_doc
from frappe.modules import get_attr
from frappe.sites import set_user
from frappe.utils import add_days, cstr, getdate

APPLY_WORKFLOW = "frappe.model.workflow.apply_workflow"  # a feature room: reached by name, never by import
REFERENCE, DAY, TIME = "$ref:", "$day:", "$time:"


def read_entries(folder: Path) -> list[dict[str, Any]]:
    """Return the entries of all files, in order of name.

    Raises:
        ValidationError: there are none, or they name DocTypes that the site does not have.
    """
    entries: list[dict[str, Any]] = []
    for path in sorted(folder.glob("*.json")):
        entries.extend(json.loads(path.read_text(encoding="utf-8")))
    if not entries:
        raise ValidationError(_("There is no demo company in {0}.").format(folder))
    missing = sorted({entry["doctype"] for entry in entries if find_meta(entry["doctype"]) is None})
    if missing:
        raise ValidationError(
            _("The demo company needs DocTypes that this site does not have: {0}. Install their app first.").format(
                ", ".join(missing)
            )
        )
    return entries


class Player:
    """Plays entries and remembers the documents by their ``_id``."""

    def __init__(self) -> None:
        self.names: dict[str, tuple[str, str]] = {}
        self.moment = now_datetime()

    def play(self, entry: dict[str, Any]) -> None:
        """Make (or find) the entry's document and take its steps."""
        with _acting_as(entry.get("_as")):
            doc = self._document(entry)
        if entry.get("_id"):
            self.names[entry["_id"]] = (doc.doctype, cstr(doc.name))
        if "_file" in entry:
            with _acting_as(entry.get("_as")):
                self._attach(doc, entry["_file"])
        for step in entry.get("_steps", ()):
            with _acting_as(step.get("as")):
                self._take(doc, step)
            doc.reload()
        clear_messages()

    def _document(self, entry: dict[str, Any]) -> Any:
        values = self.resolve({key: value for key, value in entry.items() if not key.startswith("_")})
        if "_find" in entry:
            filters = self.resolve(entry["_find"])
            name = local.db.get_value(entry["doctype"], filters, "name")
            if name is None:
                raise ValidationError(_("No {0} was made with {1}.").format(_(entry["doctype"]), filters))
            return get_doc(entry["doctype"], name)
        if "_map" in entry:
            doctype, name = self.resolve(entry["_map"]["source"])
            doc = get_attr(entry["_map"]["method"])(doc={"doctype": doctype, "name": name})
            doc.update({key: value for key, value in values.items() if key != "doctype"})
        else:
            doc = get_doc(values)
        return doc.insert()

    def _attach(self, doc: Any, file: dict[str, Any]) -> None:
        written = io.StringIO()
        csv.writer(written).writerows(self.resolve(file["rows"]))
        values = {
            "doctype": "File", "file_name": file["name"], "is_private": 1, "content": written.getvalue().encode(),
            "attached_to_doctype": doc.doctype, "attached_to_name": doc.name, "attached_to_field": file["field"],
        }  # fmt: skip
        doc.set(file["field"], get_doc(values).insert().file_url)
        doc.save()

    def _take(self, doc: Any, step: dict[str, Any]) -> None:
        if "set" in step or "rows" in step:
            doc.update(self.resolve(step.get("set", {})))
            for table, values in step.get("rows", {}).items():
                for row in doc.get(table):
                    row.update(self.resolve(values))
            doc.save()
        if "action" in step:
            get_attr(APPLY_WORKFLOW)(doc, step["action"], step.get("opinion"))
        if "call" in step:
            get_attr(step["call"])(doc=doc.as_json())

    def resolve(self, value: Any) -> Any:
        """Replace references, days and moments in a value, whatever its depth."""
        if isinstance(value, dict):
            return {key: self.resolve(entry) for key, entry in value.items()}
        if isinstance(value, list):
            return [self.resolve(entry) for entry in value]
        if not isinstance(value, str) or not value.startswith("$"):
            return value
        if value.startswith(REFERENCE):
            return self._name_of(value.removeprefix(REFERENCE))
        if value.startswith(DAY):
            return cstr(add_days(getdate(self.moment), int(value.removeprefix(DAY))))
        if value.startswith(TIME):
            return cstr(self.moment.replace(microsecond=0) + timedelta(hours=float(value.removeprefix(TIME))))
        return value

    def _name_of(self, reference: str) -> str:
        if reference not in self.names:
            raise ValidationError(_("The demo company refers to {0} before it is made.").format(reference))
        return self.names[reference][1]


@contextmanager
def _acting_as(user: str | None) -> Iterator[None]:
    before = current_user()
    set_user(user or before)
    try:
        yield
    finally:
        set_user(before)
