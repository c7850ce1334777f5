"""The fields of a list: their forms, to what is selected (contract 6.1)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from frappe.context import local
from frappe.exceptions import DataError
from frappe.localization import now
from frappe.messages import _
from frappe.metadata import DocField, get_meta
from frappe.records.expressions import (
    Arithmetic,
    Call,
    Column,
    Expression,
    Literal,
    Star,
    parse_dict,
    parse_expression,
    split_alias,
)
from frappe.records.filters import is_term
from frappe.records.guards import MAX_FIELDS, MAX_TEXT, illegal
from frappe.records.kinds import column_kind
from frappe.records.sql_functions import FUNCTIONS, LOADERS
from frappe.records.tables import TABLE_TYPES, HiddenField, NoColumn, Resolved, Tables

Value = Any | Callable[[], Any]
SUM_DIGITS = 4


@dataclass(frozen=True)
class Compiled:
    """An expression's SQL and the values bound in it; ``kind`` is the column kind its value loads as."""

    sql: str
    values: tuple[Value, ...] = ()
    kind: str | None = None
    aggregate: bool = False
    field: DocField | None = None


@dataclass(frozen=True)
class Selected:
    """One selected expression and its name in the result."""

    compiled: Compiled
    name: str


@dataclass(frozen=True)
class ChildFields:
    """``{"items": ["item_code"]}``: rows of a child table, read by one more statement."""

    table: DocField
    fields: tuple[str, ...]


@dataclass
class Selection:
    """All that is selected. ``dropped`` are fields that may not be read or have no column."""

    items: list[Selected]
    children: list[ChildFields]
    dropped: list[str]
    distinct: bool = False

    def named(self, name: str) -> Selected | None:
        """Return what is selected under a name."""
        return next((item for item in self.items if item.name.lower() == name.lower()), None)


def normalize_fields(fields: Any) -> list[Any]:
    """Return the fields as a list; a text with commas or JSON is taken apart.

    Raises:
        DataError: no list of names, dicts and terms, or too many.
    """
    if fields is None or (not is_term(fields) and not fields):
        return ["name"]
    if isinstance(fields, str):
        fields = _from_text(fields.strip())
    if isinstance(fields, Mapping) or is_term(fields):
        fields = [fields]
    if not isinstance(fields, (list, tuple, set, frozenset)):
        raise DataError(_("Fields must be a list of field names."))
    if len(fields) > MAX_FIELDS:
        raise DataError(_("A query may select at most {0} fields.").format(MAX_FIELDS))
    for item in fields:
        if not isinstance(item, (str, Mapping)) and not is_term(item):
            raise DataError(_("Fields must be a list of field names."))
    return list(fields)


def _from_text(text: str) -> Any:
    if not text.startswith(("[", "{")):
        return split_commas(text)
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DataError(_("Fields are not valid JSON.")) from error


def split_commas(text: str) -> list[str]:
    """Split at commas outside of brackets."""
    if len(text) > MAX_TEXT * 20:
        illegal(text)
    parts, depth, start = [], 0, 0
    for position, char in enumerate(text):
        if char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
        elif char == "," and depth == 0:
            parts.append(text[start:position])
            start = position + 1
    return [part.strip() for part in [*parts, text[start:]]]


class Compiler:
    """Compiles expressions against the tables of one statement."""

    def __init__(self, tables: Tables, dialect: str) -> None:
        self.tables = tables
        self.dialect = dialect

    def compile(self, tree: Expression, *, join: bool = True) -> Compiled:
        """Return an expression's SQL.

        Raises:
            DataError: a column that does not exist. PermissionError: one that may not be read.
        """
        if isinstance(tree, Column):
            found = self.tables.resolve(tree, join=join)
            return Compiled(found.sql, kind=column_kind(found.field), field=found.field)
        if isinstance(tree, Literal):
            return Compiled("?", (tree.value,))
        if isinstance(tree, Arithmetic):
            left, right = self.compile(tree.left, join=join), self.compile(tree.right, join=join)
            sign = "* 1.0 /" if tree.operator == "/" and self.dialect == "sqlite" else tree.operator
            sql = f"({left.sql} {sign} {right.sql})"
            return Compiled(sql, left.values + right.values, aggregate=left.aggregate or right.aggregate)
        if isinstance(tree, Call):
            return self._call(tree, join=join)
        illegal("*")

    def _call(self, call: Call, *, join: bool) -> Compiled:
        if call.function == "now":
            return Compiled("?", (now,), kind="datetime")
        function = FUNCTIONS[call.function]
        if call.arguments == (Star(),):
            return Compiled("count(*)", aggregate=True)
        arguments = [self.compile(argument, join=join) for argument in call.arguments]
        values = tuple(value for argument in arguments for value in argument.values)
        if function.aggregate and any(argument.aggregate for argument in arguments):
            illegal(f"{function.name}({arguments[0].sql})")
        if function.name == "sum" and self.dialect == "sqlite" and not call.distinct:
            money = _exact_sum(arguments[0])
            if money:
                return Compiled(money, values, aggregate=True)
        sql = function.render(self.dialect, [argument.sql for argument in arguments], distinct=call.distinct)
        kind = arguments[0].kind if function.result == "same" else function.result
        return Compiled(sql, values, kind, function.aggregate or any(argument.aggregate for argument in arguments))

    # -- selections

    def select(self, fields: Iterable[Any]) -> Selection:
        """Return what is selected; fields that may not be read are left out."""
        selection = Selection([], [], [])
        for item in fields:
            if isinstance(item, str):
                self._select_text(item, selection)
            elif isinstance(item, Mapping):
                self._select_dict(item, selection)
            else:
                selection.items.append(self._select_term(item))
        return selection

    def _select_text(self, text: str, selection: Selection) -> None:
        what, alias = split_alias(text)
        if what.lower().startswith("distinct "):
            selection.distinct, what = True, what[9:].strip()
        tree = parse_expression(what)
        if isinstance(tree, Star):
            selection.items += self._star(tree)
            return
        try:
            compiled = self.compile(tree)
        except (HiddenField, NoColumn) as error:
            if isinstance(error, HiddenField) and not isinstance(tree, Column):
                raise
            if isinstance(error, HiddenField) or self.tables.limited:
                selection.dropped.append(alias or what)
                return
            compiled = Compiled("null")
        name = alias or (tree.name if isinstance(tree, Column) else what)
        selection.items.append(Selected(compiled, name))

    def _star(self, star: Star) -> list[Selected]:
        meta = self.tables.meta
        if star.doctype is None or star.doctype == meta.name:
            names: tuple[str, ...] = meta.columns
            doctype = None
        else:
            self.tables.resolve(Column("name", star.doctype))
            names, doctype = get_meta(star.doctype).columns, star.doctype
        found = []
        for name in names:
            try:
                compiled = self.compile(Column(name, doctype))
            except HiddenField:
                continue
            found.append(Selected(compiled, name))
        return found

    def _select_dict(self, item: Mapping[str, Any], selection: Selection) -> None:
        table = self._child_table(item)
        if table is not None:
            self._select_children(table, item[table.fieldname], selection)
            return
        tree, alias = parse_dict(item)
        name = alias or dict_label(item)
        selection.items.append(Selected(self.compile(tree), name))

    def _child_table(self, item: Mapping[str, Any]) -> DocField | None:
        if len(item) != 1:
            return None
        field = self.tables.meta.get_field(str(next(iter(item))))
        return field if field is not None and field.fieldtype in TABLE_TYPES else None

    def _select_children(self, table: DocField, fields: Any, selection: Selection) -> None:
        names = normalize_fields(fields)
        if not all(isinstance(name, str) for name in names):
            raise DataError(_("Fields must be a list of field names."))
        try:
            self.tables.check(self.tables.meta, table.fieldname)
        except HiddenField:
            selection.dropped.append(table.fieldname)
            return
        selection.children.append(ChildFields(table, tuple(names)))

    def _select_term(self, term: Any) -> Selected:
        sql, values = self.term(term)
        return Selected(Compiled(sql, tuple(values)), term.alias or str(getattr(term, "name", "") or sql)[:64])

    def term(self, term: Any) -> tuple[str, list[Any]]:
        """Return a query builder's term as SQL with its values; its columns are checked as any other."""
        from frappe.query_builder.rendering import columns_of, render_part  # the library loads slowly, few need it

        for doctype, name in columns_of(term):
            self.tables.resolve(Column(name, doctype))
        sql, values = render_part(term)
        return local.db.expression_of_app(sql, values)  # type: ignore[no-any-return]

    def resolve_term(self, term: Any) -> Resolved | None:
        """Return the column a query builder's field means, None when the term is more than a field."""
        from frappe.query_builder.rendering import columns_of, is_field

        if not is_field(term):
            return None
        [(doctype, name)] = columns_of(term)
        return self.tables.resolve(Column(name, doctype))


def _exact_sum(argument: Compiled) -> str | None:
    """Return a sum of money over whole numbers: SQLite adds floats, whose sums drift in the last digits."""
    field = argument.field
    if field is None or field.fieldtype != "Currency":
        return None
    digits = max(SUM_DIGITS, int(field.precision or 0))
    scale = f"1{'0' * digits}.0"
    return f"(sum(cast(round({argument.sql} * {scale}) as integer)) / {scale})"


def dict_label(item: Mapping[str, Any]) -> str:
    """Return the name of a function without an alias: ``COUNT(*)``."""
    [(name, arguments)] = item.items()
    parts = arguments if isinstance(arguments, (list, tuple)) else [arguments]
    inner = ", ".join(dict_label(part) if isinstance(part, Mapping) else str(part) for part in parts)
    return f"{name}({inner})"[:64].replace("`", "")


def loader_of(compiled: Compiled) -> Callable[[Any], Any] | None:
    """Return what turns a computed date's text into a date; columns come as their type."""
    return LOADERS.get(compiled.kind or "") if compiled.field is None else None
