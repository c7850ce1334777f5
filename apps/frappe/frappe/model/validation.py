"""The framework's own checks of a document and its rows (contract 3.5), as a plan worked out once per DocType."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from frappe.context import local, slot
from frappe.exceptions import (
    CannotChangeConstantError,
    CharacterLengthExceededError,
    InvalidPhoneNumberError,
    MandatoryError,
    NonNegativeError,
    ValidationError,
)
from frappe.messages import _, note_error
from frappe.metadata import DocField, Meta
from frappe.metadata.fieldtypes import FIELD_TYPES, TABLE_FIELDTYPES
from frappe.model.base_document import cast_value
from frappe.model.conditions import mandatory_now
from frappe.model.passwords import store_passwords
from frappe.model.versions import same_value
from frappe.utils import cint, cstr, sanitize_html, strip_html
from frappe.utils.dates import EMPTY, parse_date, parse_datetime, to_timedelta
from frappe.utils.validation import (
    is_international_phone_number,
    validate_email_address,
    validate_phone_number,
    validate_url,
)

VARCHAR_LENGTH = 140
INT_LIMITS = {False: 2**31 - 1, True: 2**63 - 1}
DECIMAL_LIMIT = 10**12  # decimal(21,9)
XSS_FREE = ("Attach", "Attach Image", "Barcode", "Code", "JSON", "Signature", "Geolocation", "Password")


@dataclass(frozen=True)
class Plan:
    """The fields each check has to look at."""

    mandatory: tuple[DocField, ...]
    options: tuple[DocField, ...]
    selects: tuple[DocField, ...]
    non_negative: tuple[DocField, ...]
    texts: tuple[DocField, ...]
    numbers: tuple[DocField, ...]
    moments: tuple[DocField, ...]
    ratings: tuple[DocField, ...]
    python: tuple[DocField, ...]
    json: tuple[DocField, ...]
    sanitized: tuple[DocField, ...]
    passwords: tuple[DocField, ...]
    constants: tuple[DocField, ...]


def plan_of(meta: Meta) -> Plan:
    """Return the checks of a DocType."""
    plans: dict[str, Plan] = slot("validation_plans", dict)
    if meta.name not in plans:
        plans[meta.name] = _make_plan(meta)
    return plans[meta.name]


def _make_plan(meta: Meta) -> Plan:
    fields = meta.value_fields

    def pick(test: Callable[[DocField], Any]) -> tuple[DocField, ...]:
        return tuple(field for field in fields if test(field))

    return Plan(
        mandatory=tuple(f for f in meta.fields if f.reqd and not f.is_virtual),
        options=pick(lambda f: (f.fieldtype == "Data" and f.options in DATA_OPTIONS) or f.fieldtype == "Phone"),
        selects=pick(lambda f: f.fieldtype == "Select" and f.options and f.fieldname != "naming_series"),
        non_negative=pick(lambda f: f.non_negative),
        texts=pick(lambda f: FIELD_TYPES[f.fieldtype].kind == "varchar"),
        numbers=pick(lambda f: FIELD_TYPES[f.fieldtype].numeric),
        moments=pick(lambda f: f.fieldtype in MOMENTS),
        ratings=pick(lambda f: f.fieldtype == "Rating"),
        python=pick(lambda f: f.fieldtype == "Code" and f.options in ("Python", "PythonExpression")),
        json=pick(lambda f: f.fieldtype == "JSON"),
        sanitized=pick(lambda f: not f.ignore_xss_filter and f.fieldtype not in XSS_FREE and f.type.python is str),
        passwords=pick(lambda f: f.fieldtype == "Password"),
        constants=pick(lambda f: f.set_only_once),
    )


def check(doc: Any) -> None:
    """Check one document; its rows are checked by `check_row`."""
    plan = plan_of(doc.meta)
    check_mandatory(doc)
    _check_values(doc, plan)


def check_row(row: Any, parent: Any) -> None:
    """Check one child row; mandatory fields were checked with the parent."""
    _check_values(row, plan_of(row.meta))


def _check_values(doc: Any, plan: Plan) -> None:
    _cast_numbers(doc, plan)
    _check_types(doc, plan)
    _check_options(doc, plan)
    _check_selects(doc, plan)
    _check_non_negative(doc, plan)
    _check_lengths(doc, plan)
    _clamp_ratings(doc, plan)
    _check_code(doc, plan)
    _sync_autoname_field(doc)
    _sanitize(doc, plan)
    if plan.passwords:
        store_passwords(doc, plan.passwords)


# -- mandatory


def check_mandatory(doc: Any) -> None:
    """Raise one error that names every empty mandatory field of the document and of its rows (contract 3.5).

    Its text names the fields for programs, ``shown`` and the message log their labels for people.
    """
    if doc.flags.ignore_mandatory:
        return
    missing = _missing(doc, None)
    for row in doc.get_all_children():
        missing += _missing(row, doc)
    if not missing:
        return
    for _field, text, _part in missing:
        note_error(_("Value missing for {0}: {1}").format(_(doc.doctype), text))
    title = f"{_(doc.doctype)} {doc.get('name') or ''}".strip()
    raise MandatoryError(
        f"[{doc.doctype}, {doc.get('name')}]: {', '.join(fieldname for fieldname, _text, _part in missing)}",
        shown=_("Value missing for {0}: {1}").format(title, ", ".join(text for _field, text, _part in missing)),
        doctype=doc.doctype,
        name=doc.get("name"),
        fieldname=missing[0][0],
        fields=[part for _field, _text, part in missing],
    )


def _missing(doc: Any, parent: Any) -> list[tuple[str, str, dict[str, Any]]]:
    found = []
    own = doc.__dict__
    for field in (*plan_of(doc.meta).mandatory, *mandatory_now(doc, parent)):
        value = own.get(field.fieldname)
        if not _is_empty(value, field):
            continue
        label = _(field.label or field.fieldname)
        if parent is None:
            found.append((field.fieldname, label, {"fieldname": field.fieldname}))
            continue
        table = _(parent.meta.get_label(own.get("parentfield")))
        text = _("{0} in row {1} of {2}").format(label, own.get("idx"), table)
        part = {"fieldname": field.fieldname, "row": own.get("idx"), "table": own.get("parentfield")}
        found.append((field.fieldname, text, part))
    return found


def _is_empty(value: Any, field: DocField) -> bool:
    if field.fieldtype in TABLE_FIELDTYPES:
        return not value
    if value is None or value == "":
        return True
    if isinstance(value, str):
        return not value.strip() or ("<" in value and _is_blank_html(value))
    return False


def _is_blank_html(value: str) -> bool:
    return "<img" not in value and not strip_html(value).strip()


# -- values


def _fail(doc: Any, field: DocField, text: str, error: type[ValidationError] = ValidationError) -> None:
    own = doc.__dict__
    where = _("Row #{0}: ").format(own.get("idx")) if doc.meta.istable else ""
    raise error(
        where + text,
        doctype=own.get("parenttype") or doc.doctype,
        fieldname=field.fieldname,
        row=own.get("idx") if doc.meta.istable else None,
        table=own.get("parentfield"),
    )


def _cast_numbers(doc: Any, plan: Plan) -> None:
    own = doc.__dict__
    for field in plan.numbers:
        value = own.get(field.fieldname)
        if type(value) is int or (type(value) is float and math.isfinite(value)):
            continue
        if value is None:
            own[field.fieldname] = field.type.default
            continue
        try:
            own[field.fieldname] = number = cast_value(value, field.fieldtype)
            if number is not None and not math.isfinite(number):
                raise ValueError
        except (TypeError, ValueError):
            _fail(doc, field, _("{0}: {1} is not a number").format(_label(field), cstr(value)[:60]))


def _check_types(doc: Any, plan: Plan) -> None:
    """Refuse lists and objects where a text column expects one value."""
    own = doc.__dict__
    for field in plan.sanitized:
        value = own.get(field.fieldname)
        if isinstance(value, (dict, list, tuple, set)) and field.fieldtype not in ("JSON", "Geolocation"):
            _fail(doc, field, _("{0} must be a single value").format(_label(field)))
        elif value is not None and not isinstance(value, str) and FIELD_TYPES[field.fieldtype].kind in TEXT_KINDS:
            own[field.fieldname] = cstr(value)


TEXT_KINDS = ("varchar", "text", "longtext")
MOMENTS: dict[str, Callable[[Any], Any]] = {"Date": parse_date, "Datetime": parse_datetime, "Time": to_timedelta}


def check_sent(doc: Any) -> None:
    """Check the types of what came through a door, before any controller reads it; blank dates become None."""
    for part in (doc, *doc.get_all_children()):
        plan = plan_of(part.meta)
        _cast_numbers(part, plan)
        _check_types(part, plan)
        _check_moments(part, plan)


def _check_moments(doc: Any, plan: Plan) -> None:
    own = doc.__dict__
    for field in plan.moments:
        value = own.get(field.fieldname)
        if value is None:
            continue
        try:
            found = None if value in EMPTY else MOMENTS[field.fieldtype](value)
        except (ValidationError, ValueError, TypeError, OverflowError):
            _fail(doc, field, _("{0}: {1} is not a date or time").format(_label(field), cstr(value)[:60]))
        if found is None:
            own[field.fieldname] = None


def _label(field: DocField) -> str:
    return _(field.label or field.fieldname)


def _check_email(value: str) -> bool:
    return all(validate_email_address(part.strip()) for part in value.split(",") if part.strip())


def _check_name(value: str) -> bool:
    return not any(char in value for char in "<>`=;{}[]")


DATA_OPTIONS: dict[str, Callable[[str], Any]] = {
    "Email": _check_email,
    "Name": _check_name,
    "Phone": validate_phone_number,
    "URL": lambda value: validate_url(value),
}


def _check_options(doc: Any, plan: Plan) -> None:
    own = doc.__dict__
    for field in plan.options:
        value = own.get(field.fieldname)
        if not value:
            continue
        value = cstr(value).strip()
        if field.fieldtype == "Phone":
            _check_phone(doc, field, value)
            continue
        kind = field.options
        if not DATA_OPTIONS[kind](value):
            _fail(doc, field, _("{0}: {1} is not a valid {2}").format(_label(field), value[:100], _(kind)))


def _check_phone(doc: Any, field: DocField, value: str) -> None:
    if not is_international_phone_number(value):
        text = _("{0}: {1} is not a phone number such as +86-13812345678").format(_label(field), value[:60])
        _fail(doc, field, text, InvalidPhoneNumberError)


def _check_selects(doc: Any, plan: Plan) -> None:
    if local.flags.in_import and not local.flags.check_selects:
        return
    own = doc.__dict__
    for field in plan.selects:
        value = own.get(field.fieldname)
        if value in (None, ""):
            continue
        text = cstr(value).strip()
        if text in field.select_options or (text.startswith("_T-") and local.flags.in_test):
            own[field.fieldname] = text
            continue
        options = '", "'.join(_(option) for option in field.select_options if option)
        _fail(
            doc, field, _('{0} cannot be "{1}". It should be one of "{2}"').format(_label(field), text[:100], options)
        )


def _check_non_negative(doc: Any, plan: Plan) -> None:
    own = doc.__dict__
    for field in plan.non_negative:
        if (own.get(field.fieldname) or 0) < 0:
            _fail(doc, field, _("{0} cannot be negative").format(_label(field)), NonNegativeError)


def _check_lengths(doc: Any, plan: Plan) -> None:
    if doc.meta.issingle:
        return
    own = doc.__dict__
    for field in plan.texts:
        value = own.get(field.fieldname)
        limit = cint(field.length) or VARCHAR_LENGTH
        if isinstance(value, str) and len(value) > limit:
            _fail(
                doc,
                field,
                _("{0}: {1} characters are too long, at most {2} are allowed").format(_label(field), len(value), limit),
                CharacterLengthExceededError,
            )
    for field in plan.numbers:
        value = own.get(field.fieldname) or 0
        if isinstance(value, (int, float)) and abs(value) > _limit(field):
            _fail(doc, field, _("{0}: {1} is out of range").format(_label(field), value), CharacterLengthExceededError)


def _limit(field: DocField) -> int:
    if field.type.python is float:
        return DECIMAL_LIMIT - 1
    return INT_LIMITS[cint(field.length) > 11 or field.fieldtype == "Long Int"]


def _clamp_ratings(doc: Any, plan: Plan) -> None:
    own = doc.__dict__
    for field in plan.ratings:
        if own.get(field.fieldname) is not None:
            own[field.fieldname] = min(1.0, max(0.0, float(own[field.fieldname] or 0)))


def _check_code(doc: Any, plan: Plan) -> None:
    own = doc.__dict__
    for field in plan.python:
        text = own.get(field.fieldname)
        if not text or local.flags.in_install:
            continue
        try:
            ast.parse(text.strip(), mode="eval" if field.options == "PythonExpression" else "exec")
        except SyntaxError as error:
            _fail(doc, field, _("{0}: line {1}: {2}").format(_label(field), error.lineno, error.msg))
    for field in plan.json:
        text = own.get(field.fieldname)
        if isinstance(text, str) and text.strip():
            from frappe.utils import parse_json  # only DocTypes with JSON fields

            try:
                parse_json(text)
            except ValueError:
                _fail(doc, field, _("{0} is not valid JSON").format(_label(field)))


def _sync_autoname_field(doc: Any) -> None:
    autoname = doc.meta.autoname or ""
    if autoname.startswith("field:") and doc.get("name") and not doc.meta.istable:
        fieldname = autoname[len("field:") :].strip()
        if fieldname != "name":
            doc.__dict__[fieldname] = doc.name


def _sanitize(doc: Any, plan: Plan) -> None:
    if local.flags.in_install:
        return
    own = doc.__dict__
    for field in plan.sanitized:
        value = own.get(field.fieldname)
        if not isinstance(value, str) or ("<" not in value and ">" not in value):
            continue
        if field.fieldtype == "Data" and field.options == "Email":
            continue
        if own.get("docstatus") == 1 and not field.allow_on_submit and not doc.is_new():
            continue
        own[field.fieldname] = sanitize_html(value, linkify=field.fieldtype == "Text Editor")


# -- what may never change


def time_text(value: Any) -> str:
    """Return a time stamp as text, the same whether it was written as text or read as a datetime of a full second."""
    return cstr(value).removesuffix(".000000")


def check_constants(doc: Any) -> None:
    """Refuse changes of set_only_once fields, creation and owner (contract 3.5, 12.22)."""
    if doc.is_new() or doc.meta.issingle:
        return
    stored = doc.__dict__.get("_doc_before_save")
    if stored is None:
        return
    for field in plan_of(doc.meta).constants:
        before, after = stored.get(field.fieldname), doc.get(field.fieldname)
        if before not in (None, "") and not same_value(field, before, after):
            _fail(
                doc,
                field,
                _("Value cannot be changed for {0}").format(_label(field)),
                CannotChangeConstantError,
            )
    for column in ("creation", "owner"):
        if time_text(stored.get(column)) != time_text(doc.get(column)):
            raise CannotChangeConstantError(
                _("Value cannot be changed for {0}").format(_(doc.meta.get_label(column))),
                doctype=doc.doctype,
                fieldname=column,
            )
