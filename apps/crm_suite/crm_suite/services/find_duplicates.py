"""Find records that may be one (X07): rules are records, methods are exact, normalised, similar and distance.

``find_matches`` answers for values that need not be stored; ``check_document`` blocks or lets pass on save;
``record_matches`` leaves a Duplicate Match for a person to decide. A pair that was decided as no duplicate, or a name
that General Affairs has released against a record, is not reported again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _
from frappe.utils import flt

from crm_suite.crm.doctype.crm_settings.crm_settings import noise_words
from crm_suite.crm.name_keys import core_key, likeness, name_key
from crm_suite.services.keep_duplicate_keys import compared_fields, find_candidates, rules_of
from crm_suite.tower.geo import box, distance_m, same_place

TITLE_FIELDS = {"Customer": "customer_name", "Lead": "lead_name", "Contact": "full_name", "Site Demand": "site_name"}
FULL_SCORE = 100.0
SHOWN = 5
MOST_COMPARED = 500
MOST_STORED = 20


@dataclass(frozen=True)
class Match:
    """A stored record that a rule takes for the same."""

    rule: str
    action: str
    override_role: str
    existing: str
    title: str
    score: float
    strong: bool


def check_document(doc: Any, method: str | None = None) -> None:
    """Run the rules of a document that is new or whose compared fields changed; refuse it where a rule blocks."""
    doc.flags.duplicate_matches = []
    if frappe.flags.in_migrate or frappe.flags.in_install or not _is_touched(doc):
        return
    matches = find_matches(doc.doctype, doc.as_dict(), exclude=None if doc.is_new() else doc.name)
    key = match_key(doc)
    matches = [match for match in matches if not _is_released(doc.doctype, key, match.existing)]
    blocking = [match for match in matches if match.action == "Block" and not _may_override(match)]
    if blocking:
        found = ", ".join(f"{match.title} ({match.existing})" for match in blocking[:SHOWN])
        frappe.throw(
            _("{0} may exist already: {1}. Ask General Affairs for a decision.").format(_(doc.doctype), found),
            frappe.DuplicateEntryError,
        )
    doc.flags.duplicate_matches = matches


def record_matches(doc: Any, method: str | None = None) -> None:
    """Store what the check found as open matches and tell the user."""
    matches = doc.flags.duplicate_matches or []
    doc.flags.duplicate_matches = []
    made = [match for match in matches[:MOST_STORED] if store_match(doc, match)]
    if made:
        found = ", ".join(f"{match.title} ({match.existing})" for match in made[:SHOWN])
        frappe.msgprint(_("Possible duplicates: {0}. A person decides.").format(found), indicator="orange", alert=True)


def find_matches(doctype: str, values: Mapping[str, Any], *, exclude: str | None = None) -> list[Match]:
    """Return the stored records that any enabled rule takes for the same, best first, each once."""
    found: dict[str, Match] = {}
    for rule in rules_of(doctype):
        if rule.condition and not frappe.safe_eval(rule.condition, None, {"doc": frappe._dict(values)}):
            continue
        for match in _matches_of(rule, doctype, values, exclude):
            known = found.get(match.existing)
            if known is None or (match.action == "Block", match.score) > (known.action == "Block", known.score):
                found[match.existing] = match
    return sorted(found.values(), key=lambda match: (match.action != "Block", -match.score, match.existing))


def store_match(doc: Any, match: Match) -> bool:
    """Store one match unless the pair is known, either way round; tell whether it is new."""
    if _pair(doc.doctype, doc.name, match.existing) or _pair(doc.doctype, match.existing, doc.name):
        return False
    frappe.get_doc(
        {
            "doctype": "Duplicate Match",
            "document_type": doc.doctype,
            "reference_name": doc.name,
            "reference_title": doc.get(TITLE_FIELDS.get(doc.doctype, "name")) or doc.name,
            "existing_name": match.existing,
            "existing_title": match.title,
            "rule": match.rule,
            "kind": "Strong" if match.strong else "Suspected",
            "score": match.score,
            "match_key": match_key(doc),
            "decision": "Open",
        }
    ).insert(ignore_permissions=True)
    return True


def match_key(doc: Any) -> str:
    """Return the key under which a release of a not yet stored record is kept."""
    return name_key(doc.get(TITLE_FIELDS.get(doc.doctype, "name")))[:140]


def _matches_of(rule: Any, doctype: str, values: Mapping[str, Any], exclude: str | None) -> list[Match]:
    made = [METHODS[row.method](row, doctype, values) for row in rule.fields_compared]
    tests = [test for test in made if test is not None]
    if not tests or len(tests) < len(made):
        return []
    filters = [one for test in tests for one in test.filters]
    if exclude:
        filters.append(["name", "!=", exclude])
    title = TITLE_FIELDS.get(doctype, "name")
    columns = sorted({"name", title, *(column for test in tests for column in test.columns)})
    matches = []
    for row in frappe.get_all(doctype, filters=filters, fields=columns, order_by="creation asc", limit=MOST_COMPARED):
        scores = [score for score in (test.score(row) for test in tests) if score is not None]
        if len(scores) == len(tests):
            strong = all(test.strong(row) for test in tests)
            score = min(scores)
            found = Match(
                rule.name, rule.action, rule.override_role or "", row.name, row.get(title) or row.name, score, strong
            )
            matches.append(found)
    return matches


@dataclass(frozen=True)
class FieldTest:
    """What one rule row asks of stored rows: filters before, a score after, and whether the equality is strong."""

    filters: tuple[Any, ...]
    columns: tuple[str, ...]
    score: Callable[[Any], float | None]
    strong: Callable[[Any], bool]


def _exact(row: Any, doctype: str, values: Mapping[str, Any]) -> FieldTest | None:
    value = values.get(row.field_name)
    if value in (None, ""):
        return None
    return FieldTest(([row.field_name, "=", value],), (), lambda stored: FULL_SCORE, lambda stored: True)


def _normalised(row: Any, doctype: str, values: Mapping[str, Any]) -> FieldTest | None:
    key, field = name_key(str(values.get(row.field_name) or "")), row.field_name
    names = find_candidates(doctype, row, values)
    if not names:
        return None

    def score(stored: Any) -> float | None:
        return FULL_SCORE if name_key(str(stored.get(field) or "")) == key else None

    return FieldTest((["name", "in", names],), (field,), score, lambda stored: True)


def _similar(row: Any, doctype: str, values: Mapping[str, Any]) -> FieldTest | None:
    noise, field = noise_words(), row.field_name
    key = core_key(str(values.get(field) or ""), noise)
    names = find_candidates(doctype, row, values) if key else []
    if not names:
        return None

    def key_of(stored: Any) -> str:
        return core_key(str(stored.get(field) or ""), noise)

    def score(stored: Any) -> float | None:
        found = likeness(key, key_of(stored))
        return found if found >= flt(row.threshold) else None

    return FieldTest((["name", "in", names],), (field,), score, lambda stored: key_of(stored) == key)


def _distance(row: Any, doctype: str, values: Mapping[str, Any]) -> FieldTest | None:
    lon, lat = row.field_name, row.second_field
    here = (flt(values.get(lon)), flt(values.get(lat)))
    if not all(here):
        return None
    (west, south), (east, north) = box(here, flt(row.threshold))
    filters = ([lon, "between", [west, east]], [lat, "between", [south, north]])

    def score(stored: Any) -> float | None:
        metres = distance_m(here, (flt(stored.get(lon)), flt(stored.get(lat))))
        return round(FULL_SCORE * (1 - metres / flt(row.threshold) / 2), 1) if metres <= flt(row.threshold) else None

    return FieldTest(filters, (lon, lat), score, lambda stored: same_place(here, (flt(stored[lon]), flt(stored[lat]))))


METHODS = {"Exact": _exact, "Normalised": _normalised, "Similar": _similar, "Distance": _distance}


def _is_touched(doc: Any) -> bool:
    return doc.is_new() or any(doc.has_value_changed(field) for field in compared_fields(doc.doctype))


def _may_override(match: Match) -> bool:
    roles = {"System Manager", match.override_role} if match.override_role else {"System Manager"}
    return frappe.session.user == "Administrator" or bool(roles & set(frappe.get_roles()))


def _is_released(doctype: str, key: str, existing: str) -> bool:
    filters = {"document_type": doctype, "match_key": key, "existing_name": existing, "decision": "Not Duplicate"}
    return bool(frappe.db.exists("Duplicate Match", filters))


def _pair(doctype: str, name: str, existing: str) -> str | None:
    filters = {"document_type": doctype, "reference_name": name, "existing_name": existing}
    found = frappe.db.exists("Duplicate Match", filters)
    return str(found) if found else None
