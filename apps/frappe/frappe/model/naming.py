"""Names of new documents: naming rules, series, formats, hashes, amendments (contract 2.6, 2.7)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from frappe.context import local, slot
from frappe.exceptions import NameError as DocumentNameError
from frappe.exceptions import NamingSeriesNotSetError, ValidationError
from frappe.localization import now_datetime
from frappe.messages import _
from frappe.metadata import Meta, get_meta
from frappe.model.base_document import BaseDocument
from frappe.modules import get_attr, get_hooks
from frappe.records import next_sequence, next_series, peek_series, revert_series
from frappe.utils import cint, compare, cstr
from frappe.utils.identifiers import make_hash as make_hash
from frappe.utils.identifiers import uuid7

_BRACES = re.compile(r"\{([^{}]*)\}")


def set_new_name(doc: Any) -> None:
    """Give a new document its name: the first rule of contract 2.6 that yields one."""
    doc.run_method("before_naming")
    meta: Meta = doc.meta
    autoname = meta.autoname or ""
    given = doc.__dict__.get("__newname") or doc.__dict__.get("name")
    keeps = doc.flags.name_set or local.flags.in_import or autoname.lower() == "prompt" or autoname == "UUID"
    if not (keeps and given) and not meta.issingle:
        doc.__dict__["name"] = None
    elif keeps and given and not doc.flags.name_set:
        doc.__dict__["name"] = given
    if not doc.__dict__.get("name"):
        doc.__dict__["name"] = _first_name(doc, meta, autoname)
    doc.name = validate_name(doc.doctype, doc.name)


def _first_name(doc: Any, meta: Meta, autoname: str) -> Any:
    for rule in _RULES:
        name = rule(doc, meta, autoname)
        if name not in (None, ""):
            return name
    return make_hash()


def _autoincrement(doc: Any, meta: Meta, autoname: str) -> Any:
    return next_sequence(meta.name) if autoname == "autoincrement" else None


def _uuid(doc: Any, meta: Meta, autoname: str) -> Any:
    return str(uuid7()) if autoname == "UUID" else None


def _amended(doc: Any, meta: Meta, autoname: str) -> Any:
    return amended_name(doc) if doc.__dict__.get("amended_from") else None


def _single(doc: Any, meta: Meta, autoname: str) -> Any:
    return meta.name if meta.issingle else None


def _naming_rule(doc: Any, meta: Meta, autoname: str) -> Any:
    if meta.istable:
        return None
    for rule in naming_rules(meta.name):
        if all(_condition_holds(doc, condition) for condition in rule["conditions"]):
            number = next_series(f"rule:{rule['name']}")
            prefix = parse_naming_series([part for part in rule["prefix"].split(".") if part], doc=doc, number=None)
            return prefix + str(number).zfill(cint(rule["prefix_digits"]) or 5)
    return None


def naming_rules(doctype: str) -> list[dict[str, Any]]:
    """Return the enabled Document Naming Rules of a DocType, most important first."""
    rules: dict[str, list[dict[str, Any]]] = slot("naming_rules", _load_rules)
    return rules.get(doctype, [])


def _load_rules() -> dict[str, list[dict[str, Any]]]:
    out: dict[str, list[dict[str, Any]]] = {}
    if local.flags.in_install == "frappe" or not local.db.table_exists("Document Naming Rule"):
        return out
    read = local.db.connection.rows
    conditions: dict[str, list[dict[str, Any]]] = {}
    for row in read("select * from `tabDocument Naming Rule Condition` order by `idx`", ()):
        conditions.setdefault(row["parent"], []).append(row)
    for row in read("select * from `tabDocument Naming Rule` where `disabled` = 0 order by `priority` desc", ()):
        out.setdefault(row["document_type"], []).append({**row, "conditions": conditions.get(row["name"], [])})
    return out


def _condition_holds(doc: Any, condition: dict[str, Any]) -> bool:
    return bool(compare(doc.get(condition["field"]), condition["condition"], condition["value"]))


def _controller(doc: Any, meta: Meta, autoname: str) -> Any:
    doc.run_method("autoname")
    return doc.__dict__.get("name")


def _by_string(doc: Any, meta: Meta, autoname: str) -> Any:
    lower = autoname.lower()
    if not autoname or lower in ("hash", "random"):
        return make_hash()
    if lower == "naming_series:" or (lower.startswith("naming_series:") and doc.get("naming_series")):
        set_name_by_naming_series(doc)
        return doc.name
    for prefix, make in _STRING_RULES.items():
        if lower.startswith(prefix):
            return make(autoname[len(prefix) :], doc)
    if lower == "prompt":
        raise ValidationError(_("Please set the document name"), doctype=doc.doctype, fieldname="name")
    if "#" in autoname or "." in autoname:
        return make_autoname(autoname, doc=doc)
    return None


def _from_field(fieldname: str, doc: Any) -> str:
    value = cstr(doc.get(fieldname.strip())).strip()
    if not value:
        label = _(doc.meta.get_label(fieldname.strip()))
        raise ValidationError(_("{0} is required").format(label), doctype=doc.doctype, fieldname=fieldname.strip())
    return value


def _from_format(template: str, doc: Any) -> str:
    """``format:PRE-{MM}-{fieldname}-{#####}``: the counter's key is the text before it."""
    out, position = "", 0
    for match in _BRACES.finditer(template):
        out += template[position : match.start()]
        token = match.group(1).strip()
        if token.startswith("#"):
            out += str(next_series(out)).zfill(len(token))
        else:
            out += _token(token, doc)
        position = match.end()
    return out + template[position:]


_STRING_RULES: dict[str, Callable[[str, Any], str]] = {
    "field:": _from_field,
    "format:": _from_format,
}
_RULES = (_autoincrement, _uuid, _amended, _single, _naming_rule, _controller, _by_string)


# -- series


def make_autoname(key: str = "", doctype: str = "", doc: Any = "", *, ignore_validate: bool = False) -> str:
    """Return the next name of a pattern such as ``LEAD-.YYYY.-.####``; ``hash`` draws one."""
    if key == "hash":
        return make_hash()
    if "#" not in key:
        key += ".#####" if key.endswith(".") is False else "#####"
    return parse_naming_series(key, doctype=doctype, doc=doc or None)


def parse_naming_series(
    parts: str | Sequence[str],
    doctype: str | None = None,
    doc: Any = None,
    number_generator: Callable[[str, int], str] | None = None,
    number: Callable[[str, int], str] | None | str = "series",
) -> str:
    """Fill the parts of a naming series; the first run of ``#`` takes the next number of the text before it.

    Raises:
        ValidationError: nothing but the counter is left of the pattern.
    Source: contract 2.6 (tokens).
    """
    draw = number_generator or (getseries if number == "series" else None)
    name, drawn = "", False
    for part in parts.split(".") if isinstance(parts, str) else parts:
        if part.startswith("#"):
            if not drawn and draw is not None:
                name += draw(name, len(part))
                drawn = True
            continue
        name += _token(part.strip("{}"), doc, literal=part) if part else ""
    return name


def _token(token: str, doc: Any, literal: str | None = None) -> str:
    moment = now_datetime()
    makers: dict[str, Callable[[], str]] = {
        "YY": lambda: moment.strftime("%y"),
        "YYYY": lambda: moment.strftime("%Y"),
        "MM": lambda: moment.strftime("%m"),
        "DD": lambda: moment.strftime("%d"),
        "WW": lambda: f"{moment.isocalendar()[1]:02d}",
        "timestamp": lambda: str(moment),
    }
    if token in makers:
        return makers[token]()
    custom = get_hooks("naming_series_variables", {}).get(token)
    if custom:
        return cstr(get_attr(custom[-1])(doc, token))
    if doc is not None and (literal is None or literal.startswith("{") or _has_field(doc, token)):
        value = doc.get(token)
        if value is not None or (literal or "").startswith("{") or literal is None:
            return cstr(value).strip()
    return literal if literal is not None else token


def _has_field(doc: Any, fieldname: str) -> bool:
    return doc.meta.has_field(fieldname) if isinstance(doc, BaseDocument) else fieldname in doc


def getseries(key: str, digits: int, doctype: str = "") -> str:
    """Reserve the next number of a series; its row stays locked until commit."""
    return str(next_series(key)).zfill(digits)


def revert_series_if_last(key: str, name: str, doc: Any = None) -> None:
    """Give back the number of a deleted document when it was the last drawn."""
    pattern = key.split(":", 1)[1] if key.startswith("format:") else key
    prefix = _prefix_before_number(pattern, doc, is_format=key.startswith("format:"))
    if prefix is None or not str(name).startswith(prefix):
        return
    digits = re.match(r"\d+", str(name)[len(prefix) :])
    if digits:
        revert_series(prefix, int(digits.group()))


def _prefix_before_number(pattern: str, doc: Any, *, is_format: bool) -> str | None:
    if is_format:
        head = pattern.split("{#")[0]
        return _from_format(head, doc)
    if "#" not in pattern:
        pattern += ".#####"
    head = pattern[: pattern.index("#")]
    return parse_naming_series(head, doc=doc, number=None)


def set_name_by_naming_series(doc: Any) -> None:
    """Name a document by its ``naming_series`` field.

    Raises:
        NamingSeriesNotSetError: the field is empty and has no default.
    """
    series = doc.get("naming_series") or get_default_naming_series(doc.doctype)
    if not series:
        raise NamingSeriesNotSetError(_("Naming Series mandatory"), doctype=doc.doctype, fieldname="naming_series")
    doc.naming_series = series
    doc.name = make_autoname(series + (".#####" if "#" not in series else ""), "", doc)


def get_default_naming_series(doctype: str) -> str | None:
    """Return the first option of a DocType's naming series."""
    field = get_meta(doctype).get_field("naming_series")
    options = [option for option in (field.options or "").split("\n") if option.strip()] if field else []
    return (field.default if field and field.default else None) or (options[0] if options else None)


def amended_name(doc: Any) -> str | None:
    """Return ``<original>-1``, or the next number after an amendment's (contract 2.7)."""
    if _default_amend_naming(doc.doctype):
        return None
    original = cstr(doc.amended_from)
    match = re.fullmatch(r"(.*)-(\d+)", original)
    before = local.db.get_value(doc.doctype, original, "amended_from")
    if match and before:
        return f"{match.group(1)}-{int(match.group(2)) + 1}"
    return f"{original}-1"


def _default_amend_naming(doctype: str) -> bool:
    if local.db.table_exists("Amended Document Naming Settings"):
        action = local.db.get_value("Amended Document Naming Settings", {"document_type": doctype}, "action")
        action = action or local.db.get_single_value("Document Naming Settings", "default_amend_naming")
        return bool(action == "Default Naming")
    return False


class NamingSeries:
    """A naming series as an administrator edits it."""

    def __init__(self, series: str) -> None:
        self.series = series if "#" in series else series + ".#####"

    def validate(self) -> None:
        """Refuse a series with characters that break names or without text before the counter."""
        if not re.fullmatch(r"[\w\- /.#{}:]+", self.series):
            raise ValidationError(_("Special characters are not allowed in naming series {0}").format(self.series))
        if not self.series.split("#")[0].strip("."):
            raise ValidationError(_("Naming series {0} needs a text before the counter").format(self.series))

    def get_prefix(self) -> str:
        return parse_naming_series(self.series[: self.series.index("#")], number=None)

    def get_preview(self, doc: Any = None) -> list[str]:
        """Return the next three names, without reserving them."""
        current = self.get_current_value()

        def counting_from(number: int) -> Callable[[str, int], str]:
            return lambda _key, digits: str(number).zfill(digits)

        return [
            parse_naming_series(self.series, doc=doc, number_generator=counting_from(current + step))
            for step in (1, 2, 3)
        ]

    def get_current_value(self) -> int:
        return peek_series(self.get_prefix())

    def update_counter(self, new_count: int) -> None:
        local.db.sql(
            "insert into `tabSeries` (`name`, `current`) values (%s, %s) on duplicate key update `current` = %s",
            (self.get_prefix(), cint(new_count), cint(new_count)),
        )


# -- helpers apps use


def append_number_if_name_exists(
    doctype: str, value: str, fieldname: str = "name", separator: str = "-", filters: dict[str, Any] | None = None
) -> str:
    """Return the value, with the next free number behind it when it is taken."""
    if not local.db.exists(doctype, {fieldname: value, **(filters or {})}):
        return value
    taken = local.db.get_all(
        doctype, filters={fieldname: ["like", f"{value}{separator}%"], **(filters or {})}, pluck=fieldname
    )
    numbers = [int(n) for name in taken if (n := str(name)[len(value) + len(separator) :]).isdigit()]
    return f"{value}{separator}{max(numbers, default=0) + 1}"


def validate_name(doctype: str, name: Any) -> Any:
    """Return the name stripped.

    Raises:
        NameError: it is empty, looks unsaved, equals its DocType or holds ``<`` or ``>``.
    """
    if isinstance(name, int):
        return name
    name = cstr(name).strip()
    meta = get_meta(doctype)
    if not name:
        raise ValidationError(_("No Name Specified for {0}").format(_(doctype)), doctype=doctype)
    if meta.issingle or meta.istable:
        return name
    if name.startswith("New " + doctype):
        raise DocumentNameError(
            _("There were some errors setting the name, please contact the administrator"), doctype=doctype
        )
    if name == doctype and doctype not in ("DocType", "Module Def"):
        raise DocumentNameError(_("Name of {0} cannot be {1}").format(doctype, name), doctype=doctype)
    if any(char in name for char in "<>"):
        raise DocumentNameError(_("Name cannot contain special characters like {0}").format("<, >"), doctype=doctype)
    if len(name) > 140:
        raise DocumentNameError(_("Name {0} is too long: at most {1} characters").format(name[:40], 140))
    return name
