"""Kanban boards: documents in columns by one field (contract 8.10)."""

from __future__ import annotations

from typing import Any

from frappe.context import current_user, local
from frappe.desk.doctype.dashboard_chart.dashboard_chart import READS, check_json, reads_doctype
from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.metadata import find_meta
from frappe.model.document import Document
from frappe.model.documents import get_doc, new_doc
from frappe.permissions import access_of, get_doctypes_with_read
from frappe.permissions import has_permission as may
from frappe.rpc import whitelist
from frappe.utils import cint, cstr, dump_json_text, parse_json

COLORS = ("Gray", "Blue", "Orange", "Green", "Red", "Purple", "Cyan", "Pink", "Yellow", "Light Blue")


class KanbanBoard(Document):
    """One board."""

    def validate(self) -> None:
        check_json(self, "filters", "fields")
        self.check_field()
        for row in self.columns:
            if not row.column_name:
                raise ValidationError(_("Column Name cannot be empty"), fieldname="columns")

    def check_field(self) -> None:
        meta = find_meta(self.reference_doctype)
        field = meta.get_field(self.field_name) if meta and self.field_name else None
        if field is None or field.fieldtype not in ("Select", "Link"):
            text = _("Choose a field of type Select or Link of {0}.").format(_(self.reference_doctype))
            raise ValidationError(text, fieldname="field_name")

    def before_insert(self) -> None:
        """Begin with a column for each option of the field."""
        meta = find_meta(self.reference_doctype)
        field = meta.get_field(self.field_name) if meta and self.field_name else None
        if self.columns or field is None or field.fieldtype != "Select":
            return
        for index, option in enumerate(option for option in field.select_options if option):
            self.append("columns", {"column_name": option, "indicator": COLORS[index % len(COLORS)]})


def _board(board_name: str) -> Any:
    doc = get_doc("Kanban Board", board_name)
    doc.check_permission("read")
    return doc


def _writable(board_name: str) -> Any:
    doc = _board(board_name)
    if doc.owner != current_user():
        doc.check_permission("write")
    return doc


@whitelist()
def get_kanban_boards(doctype: str) -> list[Any]:
    """Return the boards of a DocType that the acting user may see."""
    fields = ["name", "filters", "reference_doctype", "private"]
    return list(local.db.get_list("Kanban Board", fields=fields, filters={"reference_doctype": doctype}))


@whitelist(methods=["POST"])
def quick_kanban_board(doctype: str, board_name: str, field_name: str, project: str | None = None) -> Any:
    """Make a board."""
    may(doctype, "read", throw=True)
    values: dict[str, Any] = {"kanban_board_name": board_name, "reference_doctype": doctype, "field_name": field_name}
    return new_doc("Kanban Board", **values).insert().as_dict()


@whitelist(methods=["POST"])
def add_column(board_name: str, column_title: str) -> Any:
    doc = _writable(board_name)
    if column_title in {row.column_name for row in doc.columns}:
        raise ValidationError(_("Column {0} already exist.").format(column_title), fieldname="columns")
    doc.append("columns", {"column_name": column_title})
    return doc.save(ignore_permissions=True).columns


@whitelist(methods=["POST"])
def archive_restore_column(board_name: str, column_title: str, status: str) -> Any:
    doc = _writable(board_name)
    for row in doc.columns:
        if row.column_name == column_title:
            row.status = status
    return doc.save(ignore_permissions=True).columns


@whitelist(methods=["POST"])
def set_indicator(board_name: str, column_name: str, indicator: str) -> Any:
    doc = _writable(board_name)
    for row in doc.columns:
        if row.column_name == column_name:
            row.indicator = indicator
    return doc.save(ignore_permissions=True).as_dict()


@whitelist(methods=["POST"])
def update_column_order(board_name: str, order: str | list[str]) -> Any:
    """Store the order of columns."""
    doc = _writable(board_name)
    names = parse_json(order) if isinstance(order, str) else order
    rank = {name: index for index, name in enumerate(names)}
    rows = sorted(doc.columns, key=lambda row: rank.get(row.column_name, len(rank)))
    for index, row in enumerate(rows, start=1):
        row.idx = index
    doc.__dict__["columns"] = rows
    return doc.save(ignore_permissions=True).as_dict()


@whitelist(methods=["POST"])
def update_order_for_single_card(
    board_name: str, docname: str, from_colname: str, to_colname: str, old_index: int, new_index: int
) -> Any:
    """Move a card: the document's field changes by its own rules, then the order is stored."""
    board = _board(board_name)
    names = {row.column_name for row in board.columns}
    if to_colname not in names or from_colname not in names:
        raise ValidationError(_("Column {0} is not on the board.").format(to_colname))
    doc = get_doc(board.reference_doctype, docname)
    if from_colname != to_colname:
        doc.check_permission("write")
        doc.set(board.field_name, to_colname)
        doc.save()
    for row in board.columns:
        order = [name for name in parse_json(row.order or "[]") if name != docname]
        if row.column_name == to_colname:
            order.insert(max(cint(new_index), 0), docname)
        text = dump_json_text(order)
        if text != cstr(row.order):
            local.db.set_value("Kanban Board Column", row.name, "order", text, update_modified=False)
    return {"board": _board(board_name).as_dict(), "updated_cards": [doc.name]}


@whitelist(methods=["POST"])
def save_settings(board_name: str, settings: str | dict[str, Any]) -> Any:
    """Store which fields cards show."""
    doc = _writable(board_name)
    values = parse_json(settings) if isinstance(settings, str) else settings
    doc.fields = dump_json_text(values.get("fields") or [])
    doc.show_labels = cint(values.get("show_labels"))
    return doc.save(ignore_permissions=True).as_dict()


def has_permission(doc: Any, ptype: str, user: str) -> bool:
    """Public boards of DocTypes that one may read; private ones are their owner's."""
    if user == "Administrator" or doc.get("owner") == user:
        return True
    if cint(doc.get("private")):
        return False
    if ptype not in READS and ptype != "create" and "System Manager" not in access_of(user).roles:
        return False
    target = doc.get("reference_doctype")
    return not target or reads_doctype(target, user)


def permission_query_conditions(user: str) -> Any:
    if user == "Administrator":
        return None
    doctypes = sorted(get_doctypes_with_read(user))
    marks = ", ".join("?" * len(doctypes)) or "''"
    board = "`tabKanban Board`"
    return f"({board}.`owner` = ? or ({board}.`private` = 0 and {board}.`reference_doctype` in ({marks})))", (
        user,
        *doctypes,
    )
