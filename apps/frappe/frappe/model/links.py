"""Links: they must point at documents that exist; values are fetched from those; what points here blocks a cancel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from frappe.context import local, slot
from frappe.exceptions import CancelledLinkError, LinkExistsError, LinkValidationError, ValidationError
from frappe.messages import _
from frappe.metadata import DocField, Meta, find_meta, get_meta
from frappe.records import find_links
from frappe.utils import cstr, strip_html


@dataclass
class LinkUse:
    """One link value of a document or of a row of it."""

    doc: Any
    field: DocField
    target: str
    value: str


def validate(doc: Any) -> None:
    """Check all link values of a document, put their names in stored case, copy fetched values (contract 3.2).

    One statement asks for all targets, whatever the number of rows.

    Raises:
        LinkValidationError: some do not exist; all of them are named.
        CancelledLinkError: a submittable target is cancelled.
    """
    check = not (doc.flags.ignore_links or doc.__dict__.get("_action") == "cancel")
    uses = list(link_uses(doc))
    if not uses:
        return
    wanted: dict[str, tuple[set[str], set[str]]] = {}
    for use in uses:
        names, columns = wanted.setdefault(use.target, (set(), set()))
        names.add(use.value)
        columns.update(_fetch_columns(use))
    found = find_links({target: (sorted(names), sorted(columns)) for target, (names, columns) in wanted.items()})
    missing: list[LinkUse] = []
    cancelled: list[LinkUse] = []
    for use in uses:
        row = found.get(use.target, {}).get(_key(use.value))
        if row is None:
            missing.append(use)
            continue
        use.doc.__dict__[use.field.fieldname] = row["name"]
        if _is_cancelled(use, row):
            cancelled.append(use)
        _copy_fetched(use, row)
    if check and missing:
        raise LinkValidationError(
            _("Could not find {0}").format(", ".join(_describe(use) for use in missing)),
            doctype=doc.doctype, name=doc.get("name"), fieldname=missing[0].field.fieldname, row=_row_of(missing[0]),
            links=[_part(use) for use in missing],
        )  # fmt: skip
    if check and cancelled:
        raise CancelledLinkError(
            _("Cannot link cancelled document: {0}").format(", ".join(_describe(use) for use in cancelled)),
            doctype=doc.doctype, fieldname=cancelled[0].field.fieldname, row=_row_of(cancelled[0]),
        )  # fmt: skip


def link_uses(doc: Any) -> Iterator[LinkUse]:
    """Yield every filled Link and Dynamic Link of a document and of its rows."""
    for part in (doc, *doc.get_all_children()):
        own = part.__dict__
        for field in part.meta.link_fields:
            value = own.get(field.fieldname)
            if value not in (None, "") and field.options and field.options != "[Select]":
                yield LinkUse(part, field, field.options, _as_name(value, field))
        for field in part.meta.dynamic_link_fields:
            value, target = own.get(field.fieldname), own.get(field.options)
            if value in (None, ""):
                continue
            if not target:
                label = _(part.meta.get_label(field.options))
                raise ValidationError(_("{0} must be set first").format(label), fieldname=field.options)
            yield LinkUse(part, field, target, _as_name(value, field))


def _as_name(value: Any, field: DocField) -> str:
    if isinstance(value, (dict, list)):
        raise LinkValidationError(
            _("{0} must be a name, not {1}.").format(_(field.label or field.fieldname), type(value).__name__),
            fieldname=field.fieldname,
        )
    return cstr(value)


def _key(value: str) -> str:
    return value.casefold()


def _fetch_columns(use: LinkUse) -> set[str]:
    target = find_meta(use.target)
    if target is None:
        return set()
    columns = {"docstatus"} if target.is_submittable else set()
    for field in use.doc.meta.get_fields_to_fetch(use.field.fieldname):
        source = field.fetch_from.split(".", 1)[1].strip()
        if source in target.column_set:
            columns.add(source)
    return columns


def _is_cancelled(use: LinkUse, row: dict[str, Any]) -> bool:
    return (
        row.get("docstatus") == 2
        and use.field.fieldname != "amended_from"
        and not use.doc.meta.get("allow_cancelled_links")
    )


def _copy_fetched(use: LinkUse, row: dict[str, Any]) -> None:
    own = use.doc.__dict__
    for field in use.doc.meta.get_fields_to_fetch(use.field.fieldname):
        source = field.fetch_from.split(".", 1)[1].strip()
        if source not in row:
            continue
        if field.fetch_if_empty and own.get(field.fieldname) not in (None, "", 0):
            continue
        if own.get("docstatus") == 1 and not field.allow_on_submit and not use.doc.is_new():
            continue
        value = row[source]
        if isinstance(value, str) and field.fieldtype in ("Data", "Text", "Small Text", "Long Text") and "<" in value:
            target = find_meta(use.target)
            origin = target.get_field(source) if target else None
            value = strip_html(value) if origin and origin.fieldtype == "Text Editor" else value
        own[field.fieldname] = value


def _row_of(use: LinkUse) -> Any:
    return use.doc.get("idx") if use.doc.meta.istable else None


def _part(use: LinkUse) -> dict[str, Any]:
    return {"fieldname": use.field.fieldname, "row": _row_of(use), "target": use.target, "value": use.value}


def _describe(use: LinkUse) -> str:
    label = _(use.field.label or use.field.fieldname)
    if use.doc.meta.istable:
        return _("Row #{0}: {1}: {2}").format(use.doc.get("idx"), label, use.value)
    return f"{label}: {use.value}"


# -- what links to a document


@dataclass(frozen=True)
class LinkSource:
    """A field somewhere that may point at documents of a DocType."""

    doctype: str
    fieldname: str
    dynamic_type_field: str | None
    is_child: bool
    is_single: bool


def sources_of(target: str) -> tuple[LinkSource, ...]:
    """Return every Link field to a DocType and every Dynamic Link field, in any DocType of the site."""
    links, dynamic = slot("link_sources", _all_sources)
    return (*links.get(target, ()), *dynamic)


def _all_sources() -> tuple[dict[str, list[LinkSource]], list[LinkSource]]:
    links: dict[str, list[LinkSource]] = {}
    dynamic: list[LinkSource] = []
    names = [row["name"] for row in local.db.connection.rows("select `name` from `tabDocType` order by `name`", ())]
    for name in names:
        meta = get_meta(name)
        if meta.is_virtual:
            continue
        for field in meta.link_fields:
            links.setdefault(field.options or "", []).append(_source(meta, field, None))
        dynamic.extend(_source(meta, field, field.options) for field in meta.dynamic_link_fields)
    return links, dynamic


def _source(meta: Meta, field: DocField, type_field: str | None) -> LinkSource:
    return LinkSource(meta.name, field.fieldname, type_field, bool(meta.istable), bool(meta.issingle))


NOT_BLOCKING = frozenset(
    {
        "Comment",
        "Communication",
        "ToDo",
        "DocShare",
        "Version",
        "View Log",
        "Document Follow",
        "Notification Log",
        "Activity Log",
        "Tag Link",
        "File",
        "Error Log",
        "Access Log",
        "Workflow Action",
        "Email Queue",
        "Email Unsubscribe",
        "Permission Log",
        "Deleted Document",
        "Integration Request",
        "Milestone",
        "User Permission",
        "Submission Queue",
        "Data Import Log",
        "Route History",
        "Prepared Report",
    }
)


def linked_documents(doctype: str, name: Any, *, submitted_only: bool) -> Iterator[tuple[str, str, LinkSource, int]]:
    """Yield (doctype, name, source, docstatus) of documents whose fields point at a document."""
    for source in sources_of(doctype):
        meta = find_meta(source.doctype)
        if meta is None or source.fieldname == "amended_from":
            continue
        if source.is_single:
            yield from _single_links(source, doctype, name)
            continue
        sql, values = _link_query(meta, source, doctype, name)
        for row in local.db.connection.rows(sql, values):
            owner_type = row.get("parenttype") or source.doctype
            owner = row.get("parent") or row["name"]
            if submitted_only and row["docstatus"] != 1:
                continue
            yield owner_type, owner, source, int(row["docstatus"] or 0)


def _link_query(meta: Meta, source: LinkSource, doctype: str, name: Any) -> tuple[str, tuple[Any, ...]]:
    columns = "`name`, `docstatus`" + (", `parent`, `parenttype`" if meta.istable else "")
    sql = f"select {columns} from `{meta.table_name}` where `{source.fieldname}` = ?"
    values: tuple[Any, ...] = (name,)
    if source.dynamic_type_field:
        sql += f" and `{source.dynamic_type_field}` = ?"
        values = (name, doctype)
    return sql + " limit 50", values


def _single_links(source: LinkSource, doctype: str, name: Any) -> Iterator[tuple[str, str, LinkSource, int]]:
    stored = local.db.get_singles_dict(source.doctype)
    if cstr(stored.get(source.fieldname)) != cstr(name):
        return
    if source.dynamic_type_field and stored.get(source.dynamic_type_field) != doctype:
        return
    yield source.doctype, source.doctype, source, 0


def check_no_back_links(doc: Any) -> None:
    """Refuse to cancel what submitted documents link to (contract 3.4)."""
    ignored = set(doc.__dict__.get("ignore_linked_doctypes") or ()) | NOT_BLOCKING
    if doc.flags.ignore_links or "*" in ignored:
        return
    for doctype, name, _source_of, _status in linked_documents(doc.doctype, doc.name, submitted_only=True):
        if doctype in ignored or (doctype == doc.doctype and name == doc.name):
            continue
        raise _exists(doc.doctype, doc.name, doctype, name)


def check_not_linked(doctype: str, names: Sequence[Any], *, ignored: AbstractSet[str]) -> None:
    """Refuse to delete what other documents link to (contract 3.4).

    Raises:
        LinkExistsError: it names the first of the documents, and one that links to it.
    """
    for name, (other, other_name) in pointed_at(doctype, names, ignored=ignored).items():
        raise _exists(doctype, name, other, other_name)


def pointed_at(
    doctype: str, names: Sequence[Any], *, ignored: AbstractSet[str] = NOT_BLOCKING
) -> dict[str, tuple[str, str]]:
    """Return which of some documents others than they themselves link to: (doctype, name) of one that does, by name.

    Links of DocTypes in ``ignored`` do not count, nor do Dynamic Links of cancelled documents. One statement asks for
    all names, for each field of the site that can link to the DocType.
    """
    found: dict[str, tuple[str, str]] = {}
    for source in sources_of(doctype):
        meta = find_meta(source.doctype)
        if meta is None or source.fieldname == "amended_from" or source.doctype in ignored:
            continue
        for name, owner in _pointers(meta, source, doctype, [cstr(name) for name in names], ignored):
            found.setdefault(name, owner)
    return {cstr(name): found[cstr(name)] for name in names if cstr(name) in found}


POINTERS = 50


def _pointers(
    meta: Meta, source: LinkSource, doctype: str, names: list[str], ignored: AbstractSet[str]
) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield (name, who links to it) for a field; a name that hundreds link to is told once it is seen."""
    if source.is_single:
        for name in names:
            for other, other_name, _source_of, _status in _single_links(source, doctype, name):
                yield name, (other, other_name)
        return
    left = {name.casefold(): name for name in names}
    while left:
        sql, values = _pointer_query(meta, source, doctype, list(left.values()), names, sorted(ignored))
        rows = local.db.connection.rows(sql, values)
        for row in rows:
            name = left.pop(cstr(row["target"]).casefold(), "")
            if name:
                yield name, (row.get("parenttype") or source.doctype, cstr(row.get("parent") or row["name"]))
        if len(rows) < POINTERS:
            return


def _pointer_query(
    meta: Meta, source: LinkSource, doctype: str, names: list[str], leaving: list[str], ignored: list[str]
) -> tuple[str, list[Any]]:
    columns = "`parent`, `parenttype`" if meta.istable else "`name`"
    sql = f"select `{source.fieldname}` as `target`, {columns} from `{meta.table_name}`"
    sql += f" where `{source.fieldname}` in ({_marks(names)})"
    values: list[Any] = [*names]
    if source.dynamic_type_field:
        sql += f" and `{source.dynamic_type_field}` = ? and `docstatus` <> 2"
        values.append(doctype)
    if meta.istable:
        sql += f" and not (`parenttype` = ? and `parent` in ({_marks(leaving)}))"
        values += [doctype, *leaving]
        if ignored:
            sql += f" and `parenttype` not in ({_marks(ignored)})"
            values += ignored
    elif source.doctype == doctype:
        sql += f" and `name` not in ({_marks(leaving)})"
        values += leaving
    return f"{sql} limit {POINTERS}", values


def _marks(values: Sequence[Any]) -> str:
    return ", ".join("?" * len(values))


def _exists(doctype: str, name: Any, other: str, other_name: str) -> LinkExistsError:
    return LinkExistsError(
        _("Cannot delete or cancel because {0} {1} is linked with {2} {3}").format(
            _(doctype), name, _(other), other_name if other != other_name else ""
        ),
        doctype=doctype,
        name=name,
        linked_doctype=other,
        linked_name=other_name,
    )


def check_amended(doc: Any) -> None:
    """The document that is amended must be cancelled."""
    status = local.db.get_value(doc.doctype, doc.amended_from, "docstatus")
    if status is not None and int(status) != 2:
        raise ValidationError(
            _("{0} {1} cannot be amended: it is not cancelled.").format(_(doc.doctype), doc.amended_from)
        )
