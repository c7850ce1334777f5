"""``Query`` to SQL: fields, filters, joins, order and limits (contract 6.1-6.3).

Only what this module's own grammar understands reaches the database: a field is a column of a known DocType, a
function is one of a list. Everything else is a DataError.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from frappe.context import local
from frappe.exceptions import DataError, PermissionError
from frappe.messages import _
from frappe.metadata import DocField, Meta, find_meta, get_meta
from frappe.records.conditions import Rendered, render, render_tree
from frappe.records.filters import Condition, Group, parse_filters
from frappe.types import _dict
from frappe.utils.numbers import cint

FUNCTIONS = frozenset("count sum avg min max abs date year month quarter monthname lower upper length group_concat".split())
AGGREGATES = frozenset({"count", "sum", "avg", "min", "max", "group_concat"})
_NAME = r"[A-Za-z_][A-Za-z0-9_]*"
_COLUMN = re.compile(
    rf"^(?:`tab(?P<table>[^`]+)`\.|tab(?P<bare>[A-Za-z][A-Za-z0-9 _-]*)\.|(?P<link>{_NAME})\.)?`?(?P<name>{_NAME})`?$"
)
_ALIAS = re.compile(rf"^(?P<what>.+?)\s+as\s+[`'\"]?(?P<alias>{_NAME}|[^`'\"]{{1,60}})[`'\"]?$", re.IGNORECASE | re.DOTALL)
_FUNCTION = re.compile(r"^(?P<name>[A-Za-z_]+)\s*\(\s*(?P<distinct>distinct\s+)?(?P<inner>[^()]*)\s*\)$", re.IGNORECASE)
_ORDER = re.compile(r"^(?P<what>.+?)(?:\s+(?P<direction>asc|desc))?$", re.IGNORECASE | re.DOTALL)
Readable = Callable[[Meta], "frozenset[str] | None"]


@dataclass(frozen=True)
class Query:
    """The arguments of a list, as the caller gave them."""

    doctype: str
    fields: Any = None
    filters: Any = None
    or_filters: Any = None
    group_by: str | None = None
    order_by: str | None = ""
    limit: int | None = None
    offset: int = 0
    distinct: bool = False
    parent_doctype: str | None = None
    strict: bool = False


@dataclass(frozen=True)
class Scope:
    """What permissions add to a query. ``conditions`` are SQL with ``?`` and values, all must hold.

    ``shared`` is SQL that lets rows in besides. ``readable`` gives the readable fields of a Meta, None for all.
    """

    conditions: tuple[tuple[str, tuple[Any, ...]], ...] = ()
    shared: tuple[str, tuple[Any, ...]] | None = None
    readable: Readable | None = None


@dataclass
class _Selected:
    sql: str
    alias: str
    aggregate: bool = False
    values: list[Any] = field(default_factory=list)


@dataclass
class ChildFields:
    """``{"items": ["item_code"]}``: rows of a child table, read by one more statement."""

    table: DocField
    fields: list[str]


class Builder:
    """Builds one statement."""

    def __init__(self, query: Query, scope: Scope | None) -> None:
        self.query = query
        self.scope = scope
        self.meta = get_meta(query.doctype)
        self.main = f"`{self.meta.table_name}`"
        self.joins: dict[str, str] = {}
        self.aliases: dict[str, str] = {}
        self.children: list[ChildFields] = []
        self.values: list[Any] = []

    # -- columns

    def column(self, text: str) -> tuple[str, DocField]:
        """Return the SQL and the field of a column reference.

        Raises:
            DataError: it is no column of the DocType or of what it links.
        """
        match = _COLUMN.match(text.strip())
        if match is None:
            raise DataError(_("Illegal SQL Query") + f": {text[:80]}")
        table, name = match.group("table") or match.group("bare"), match.group("name")
        if table and table != self.meta.name:
            return self._child_column(table, name)
        link = match.group("link")
        if link and f"tab{link}" != self.meta.table_name:
            return self._joined_column(link, name)
        return self._own_column(name)

    def _own_column(self, name: str) -> tuple[str, DocField]:
        found = self.meta.find_field(name)
        if found is None or name not in self.meta.column_set:
            for table in self.meta.table_fields:
                child = get_meta(table.options)
                if name in child.data_columns:
                    return self._child_column(child.name, name)
            raise DataError(
                _("Field not permitted in query: {0}").format(name), doctype=self.meta.name, fieldname=name
            )
        self._check_readable(self.meta, name)
        return f"{self.main}.`{name}`", found

    def _child_column(self, doctype: str, name: str) -> tuple[str, DocField]:
        tables = [table for table in self.meta.table_fields if table.options == doctype]
        if not tables:
            raise PermissionError(_("{0} is not a table of {1}").format(doctype, self.meta.name))
        return self._child_join(tables[0], name)

    def _joined_column(self, fieldname: str, name: str) -> tuple[str, DocField]:
        own = self.meta.get_field(fieldname)
        if own is None:
            raise DataError(_("Field not permitted in query: {0}").format(f"{fieldname}.{name}"), fieldname=fieldname)
        self._check_readable(self.meta, fieldname)
        if own.fieldtype in ("Table", "Table MultiSelect"):
            return self._child_join(own, name)
        if own.fieldtype != "Link" or not own.options:
            raise DataError(_("{0} is no link or table").format(fieldname), fieldname=fieldname)
        target = get_meta(own.options)
        return self._link_join(own, target, name)

    def _child_join(self, table: DocField, name: str) -> tuple[str, DocField]:
        child = get_meta(table.options)
        alias = f"`{child.table_name}`" if child.name != self.meta.name else f"`{child.table_name}_1`"
        self.joins.setdefault(
            alias,
            f" left join `{child.table_name}` as {alias} on {alias}.`parent` = {self.main}.`name`"
            f" and {alias}.`parenttype` = '{self.meta.name}' and {alias}.`parentfield` = '{table.fieldname}'",
        )
        return self._foreign(child, alias, name)

    def _link_join(self, own: DocField, target: Meta, name: str) -> tuple[str, DocField]:
        key = f"link:{own.fieldname}"
        if key not in self.joins:
            alias = f"`{target.table_name}_{len(self.joins) + 1}`"
            self.joins[key] = (
                f" left join `{target.table_name}` as {alias} on {alias}.`name` = {self.main}.`{own.fieldname}`"
            )
            self.aliases[own.fieldname] = alias
        return self._foreign(target, self.aliases[own.fieldname], name)

    def _foreign(self, meta: Meta, alias: str, name: str) -> tuple[str, DocField]:
        found = meta.find_field(name)
        if found is None or name not in meta.column_set:
            raise DataError(_("Field not permitted in query: {0}").format(name), doctype=meta.name, fieldname=name)
        self._check_readable(meta, name)
        return f"{alias}.`{name}`", found

    def _check_readable(self, meta: Meta, name: str) -> None:
        permitted = self.scope.readable(meta) if self.scope and self.scope.readable else None
        if permitted is not None and name not in permitted:
            raise PermissionError(_("You may not read the field {0}").format(name), doctype=meta.name, fieldname=name)

    # -- fields

    def selected(self) -> list[_Selected]:
        """Return what is selected; fields that may not be read are left out."""
        out: list[_Selected] = []
        for item in normalize_fields(self.query.fields):
            if isinstance(item, Mapping):
                out += self._dict_field(dict(item))
            elif item == "*" or item == f"{self.main}.*":
                out += self._star()
            else:
                out += self._text_field(item)
        return out or [_Selected(f"{self.main}.`name`", "name")]

    def _star(self) -> list[_Selected]:
        permitted = self.scope.readable(self.meta) if self.scope and self.scope.readable else None
        columns = [column for column in self.meta.columns if permitted is None or column in permitted]
        return [_Selected(f"{self.main}.`{column}`", column) for column in columns]

    def _text_field(self, text: str) -> list[_Selected]:
        match = _ALIAS.match(text)
        what, alias = (match.group("what").strip(), match.group("alias").strip()) if match else (text.strip(), None)
        function = _FUNCTION.match(what)
        if function:
            return [self._function(function, alias or what)]
        if what.lower().startswith("distinct "):
            return self._text_field(what[9:] + (f" as {alias}" if alias else ""))
        try:
            sql, found = self.column(what)
        except PermissionError:
            if self.scope is not None and self.scope.readable is not None and "." not in what:
                return []
            raise
        return [_Selected(sql, alias or found.fieldname)]

    def _function(self, match: re.Match[str], alias: str) -> _Selected:
        name, inner = match.group("name").lower(), match.group("inner").strip()
        if name not in FUNCTIONS:
            raise DataError(_("Use of sub-query or function is restricted") + f": {name}")
        distinct = "distinct " if match.group("distinct") else ""
        argument = "*" if inner == "*" and name == "count" else self.column(inner)[0]
        return _Selected(f"{name}({distinct}{argument})", alias, name in AGGREGATES)

    def _dict_field(self, item: dict[str, Any]) -> list[_Selected]:
        alias = item.pop("as", None)
        if len(item) != 1:
            raise DataError(_("A field as a dict holds one function or one child table."))
        [(key, inner)] = item.items()
        table = self.meta.get_field(key)
        if table is not None and table.fieldtype in ("Table", "Table MultiSelect"):
            self._check_readable(self.meta, key)
            self.children.append(ChildFields(table, [str(name) for name in inner]))
            return []
        function = re.sub(r"[^a-z_]", "", key.lower())
        text = f"{function}({inner if isinstance(inner, str) else '*'})"
        match = _FUNCTION.match(text)
        if match is None:
            raise DataError(_("Use of sub-query or function is restricted") + f": {key}")
        return [self._function(match, self._alias(alias) if alias else text)]

    @staticmethod
    def _alias(alias: Any) -> str:
        if not isinstance(alias, str) or not re.fullmatch(_NAME, alias):
            raise DataError(_("An alias is one word."))
        return alias

    # -- where

    def where(self) -> str:
        """Return the WHERE clause, its values appended to ``values``."""
        parts = []
        for filters, joiner in ((self.query.filters, "and"), (self.query.or_filters, "or")):
            group = parse_filters(filters, joiner)
            if group.members:
                sql, values = self._group(group)
                parts.append(sql if joiner == "and" else f"({sql})")
                self.values += values
        limits = self._limits()
        if limits:
            parts.append(limits)
        return " where " + " and ".join(parts) if parts else ""

    def _group(self, group: Group) -> Rendered:
        rendered = [self._member(member) for member in group.members]
        values = [value for _sql, bound in rendered for value in bound]
        return f" {group.joiner} ".join(sql for sql, _bound in rendered) or "1 = 1", values

    def _member(self, member: Any) -> Rendered:
        if isinstance(member, Group):
            sql, values = self._group(member)
            return f"({sql})", values
        return self._condition(member)

    def _condition(self, condition: Condition) -> Rendered:
        reference = condition.field
        if condition.doctype and condition.doctype != self.meta.name:
            column, found = self._child_column(condition.doctype, condition.field)
        else:
            column, found = self.column(reference)
        if condition.operator.endswith(("descendants of", "descendants of (inclusive)", "ancestors of")):
            tree = self.meta.name if found.fieldname == "name" else found.options
            tree_meta = find_meta(tree or "")
            if tree_meta is None or not tree_meta.is_nested_set():
                raise DataError(_("{0} is no tree").format(tree or found.fieldname))
            return render_tree(column, tree_meta.table_name, condition.operator, condition.value)
        return render(column, found, condition.operator, condition.value)

    def _limits(self) -> str:
        if self.scope is None:
            return ""
        sql = " and ".join(f"({text})" for text, _values in self.scope.conditions)
        bound = [value for _text, values in self.scope.conditions for value in values]
        if not sql:
            return ""
        self.values += bound
        if self.scope.shared:
            self.values += self.scope.shared[1]
            return f"(({sql}) or {self.scope.shared[0]})"
        return f"({sql})"

    # -- order, group

    def order(self, selected: Sequence[_Selected]) -> str:
        text = self.query.order_by
        if text == "":
            if self.query.distinct or self.query.group_by or any(item.aggregate for item in selected):
                return ""
            text = self.meta.default_order()
            return " order by " + ", ".join(self._ordered(part, {}) for part in text.split(","))
        if not text or self.query.distinct:
            return ""
        if isinstance(text, str) and len(text) > 500:
            raise DataError(_("Illegal SQL Query"))
        aliases = {item.alias.lower(): item for item in selected}
        return " order by " + ", ".join(self._ordered(part, aliases) for part in str(text).split(","))

    def _ordered(self, part: str, aliases: Mapping[str, _Selected]) -> str:
        match = _ORDER.match(part.strip())
        if match is None:
            raise DataError(_("Illegal SQL Query"))
        what, direction = match.group("what").strip(), (match.group("direction") or "asc").lower()
        alias = aliases.get(what.strip("`").lower())
        if alias is not None:
            return f"{alias.sql} {direction}"
        function = _FUNCTION.match(what)
        column = self._function(function, what).sql if function else self.column(what)[0]
        return f"{column} {direction}"

    def group(self) -> str:
        if not self.query.group_by:
            return ""
        columns = [self.column(part)[0] for part in str(self.query.group_by).split(",")]
        return " group by " + ", ".join(columns)

    # -- the statement

    def build(self) -> str:
        """Return the SELECT; its values are in ``values``."""
        selected = self.selected()
        where, group, order = self.where(), self.group(), self.order(selected)
        fields = ", ".join(f"{item.sql} as `{item.alias.replace('`', '')}`" for item in selected)
        distinct = "distinct " if self.query.distinct else ""
        limit = f" limit {cint(self.query.limit)}" if self.query.limit else ""
        if self.query.offset:
            limit = (limit or " limit -1") + f" offset {cint(self.query.offset)}"
        joins = "".join(self.joins.values())
        return f"select {distinct}{fields} from {self.main}{joins}{where}{group}{order}{limit}"


def normalize_fields(fields: Any) -> list[Any]:
    """Return the fields as a list; a comma text or JSON is taken apart."""
    if fields in (None, "", []):
        return ["name"]
    if isinstance(fields, str):
        text = fields.strip()
        if text.startswith("["):
            try:
                fields = json.loads(text)
            except ValueError as error:
                raise DataError(_("Fields are not valid JSON.")) from error
        else:
            fields = [part.strip() for part in _split(text)]
    if isinstance(fields, Mapping):
        fields = [fields]
    if not isinstance(fields, (list, tuple, set)) or not all(isinstance(item, (str, Mapping)) for item in fields):
        raise DataError(_("Fields must be a list of field names."))
    if len(fields) > 300:
        raise DataError(_("A query may select at most {0} fields.").format(300))
    return list(fields)


def _split(text: str) -> list[str]:
    """Split at commas outside of brackets."""
    out, depth = [""], 0
    for char in text:
        depth += {"(": 1, ")": -1}.get(char, 0)
        if char == "," and depth == 0:
            out.append("")
        else:
            out[-1] += char
    return out


def select(query: Query, scope: Scope | None = None) -> list[_dict]:
    """Return the rows of a query."""
    builder = Builder(query, scope)
    cursor = local.db.connection.execute(builder.build(), builder.values)
    names = [column[0] for column in cursor.description]
    rows = [_dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    for child in builder.children:
        _attach(rows, child, builder.meta)
    return rows


def _attach(rows: list[_dict], child: ChildFields, meta: Meta) -> None:
    names = [row["name"] for row in rows if row.get("name") is not None]
    for row in rows:
        row[child.table.fieldname] = []
    if not names:
        return
    inner = Query(
        child.table.options,
        fields=[*child.fields, "parent"],
        filters={"parent": ["in", names], "parenttype": meta.name, "parentfield": child.table.fieldname},
        order_by="idx asc",
    )
    by_parent: dict[Any, list[_dict]] = {}
    for row in select(inner):
        by_parent.setdefault(row.pop("parent"), []).append(row)
    for row in rows:
        row[child.table.fieldname] = by_parent.get(row["name"], [])


def count(query: Query, scope: Scope | None = None) -> int:
    """Return how many rows match."""
    plain = replace(query, fields=["name"], order_by=None, limit=None, offset=0, group_by=None, distinct=False)
    builder = Builder(plain, scope)
    where = builder.where()
    what = f"count(distinct {builder.main}.`name`)" if builder.joins else "count(*)"
    sql = f"select {what} from {builder.main}{''.join(builder.joins.values())}{where}"
    return int(local.db.connection.query(sql, builder.values)[0][0])
