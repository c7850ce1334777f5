"""Keep the indexed keys by which possible duplicates are found, so that no check reads the whole table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import frappe

from crm_suite.crm.doctype.crm_settings.crm_settings import noise_words
from crm_suite.crm.name_keys import core_key, name_key, probed_parts, stored_parts

COLUMNS = ("name", "document_type", "reference_name", "compared_key")
RULES_KEY = "crm_suite_duplicate_rules"
BATCH = 500
KEY_LENGTH = 140
MOST_CANDIDATES = 500


def rules_of(doctype: str) -> list[Any]:
    """Return the enabled rules of a DocType with their rows, as dicts; kept in the cache."""
    found = frappe.cache.get_value(RULES_KEY, _load_rules) or {}
    return [frappe._dict(rule, fields_compared=[frappe._dict(row) for row in rule["fields_compared"]])
            for rule in found.get(doctype, ())]  # fmt: skip


def _load_rules() -> dict[str, list[dict[str, Any]]]:
    rules: dict[str, list[dict[str, Any]]] = {}
    fields = ["name", "document_type", "action", "condition", "override_role"]
    rows = frappe.get_all(
        "Duplicate Rule Field",
        filters={"parenttype": "Duplicate Rule"},
        fields=["parent", "field_name", "second_field", "method", "threshold"],
        order_by="idx asc",
        limit=0,
    )
    for rule in frappe.get_all("Duplicate Rule", {"enabled": 1}, fields, order_by="name asc", limit=0):
        own = [dict(row) for row in rows if row.parent == rule.name]
        rules.setdefault(rule.document_type, []).append({**rule, "fields_compared": own})
    return rules


def forget_rules() -> None:
    """Read the rules again at the next check, and once more when this transaction ended one way or the other."""
    _drop_rules()
    frappe.db.after_commit.add(_drop_rules)
    frappe.db.after_rollback.add(_drop_rules)


def _drop_rules() -> None:
    frappe.cache.delete_value(RULES_KEY)


def compared_fields(doctype: str) -> set[str]:
    """Return the fields that any rule of a DocType compares."""
    return {
        name
        for rule in rules_of(doctype)
        for row in rule.fields_compared
        for name in (row.field_name, row.second_field)
        if name
    }


def keys_of(doctype: str, values: Mapping[str, Any]) -> set[str]:
    """Return the keys under which a record's values are found."""
    return {key for rule in rules_of(doctype) for row in rule.fields_compared for key in _stored(row, values)}


def _stored(row: Any, values: Mapping[str, Any]) -> Iterator[str]:
    text = str(values.get(row.field_name) or "")
    if row.method == "Normalised" and name_key(text):
        yield equal_key(row.field_name, text)
    elif row.method == "Similar" and core_key(text, noise_words()):
        for part in stored_parts(core_key(text, noise_words()), row.threshold):
            yield _similar_key(row, part)


def equal_key(fieldname: str, text: str) -> str:
    """Return the key that two spellings of one text share."""
    return f"{fieldname}={name_key(text)}"[:KEY_LENGTH]


def _similar_key(row: Any, part: str) -> str:
    return f"{row.field_name}~{round(row.threshold)}:{part}"[:KEY_LENGTH]


def find_candidates(doctype: str, row: Any, values: Mapping[str, Any]) -> list[str]:
    """Return the records that share a key with the values, for a rule row that compares by key."""
    text = str(values.get(row.field_name) or "")
    if row.method == "Normalised":
        wanted = {equal_key(row.field_name, text)} if name_key(text) else set()
    else:
        wanted = {_similar_key(row, part) for part in probed_parts(core_key(text, noise_words()), row.threshold)}
    if not wanted:
        return []
    filters = {"document_type": doctype, "compared_key": ["in", sorted(wanted)]}
    found = frappe.get_all("Duplicate Key", filters, pluck="reference_name", order_by=None, limit=MOST_CANDIDATES)
    return sorted(set(found))


def keep(doc: Any, method: str | None = None) -> None:
    """Write the keys of a record that is new or whose compared fields changed."""
    before = doc.get_doc_before_save()
    keys = keys_of(doc.doctype, doc)
    if before is not None:
        if keys_of(doc.doctype, before) == keys:
            return
        forget(doc)
    _write(doc.doctype, {doc.name: keys})


def forget(doc: Any, method: str | None = None) -> None:
    """Remove the keys of a record."""
    frappe.db.delete("Duplicate Key", {"document_type": doc.doctype, "reference_name": doc.name})


def follow_rename(doc: Any, method: str | None, old: str, new: str, merge: bool = False) -> None:
    """Let the keys name a renamed record; those of one that was merged go."""
    filters = {"document_type": doc.doctype, "reference_name": old}
    if merge:
        frappe.db.delete("Duplicate Key", filters)
    else:
        frappe.db.set_value("Duplicate Key", filters, "reference_name", new, update_modified=False)


def rebuild(doctype: str) -> int:
    """Write all keys of a DocType again, after its rules changed; return how many records have some."""
    frappe.db.delete("Duplicate Key", {"document_type": doctype})
    fields = ["name", *sorted(name for name in compared_fields(doctype) if frappe.get_meta(doctype).has_field(name))]
    start, count = 0, 0
    while rows := frappe.get_all(doctype, fields=fields, order_by="name asc", limit_start=start, limit=BATCH):
        keys = {row.name: found for row in rows if (found := keys_of(doctype, row))}
        _write(doctype, keys)
        start, count = start + BATCH, count + len(keys)
    return count


def _write(doctype: str, keys: Mapping[str, set[str]]) -> None:
    rows = [
        (frappe.generate_hash(length=10), doctype, name, key) for name, found in keys.items() for key in sorted(found)
    ]
    if rows:
        frappe.db.bulk_insert("Duplicate Key", list(COLUMNS), rows)
