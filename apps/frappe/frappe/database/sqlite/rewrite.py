"""An app's MariaDB SQL parsed and written again for SQLite: what cannot be done token by token.

Functions are left alone (``functions`` has them); rewritten are intervals, casts, ``extract``, ``group_concat`` with
a separator, whole division, ``update ... join``, ``delete x from ...`` and upserts from a SELECT.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlglot import ErrorLevel, exp
from sqlglot.dialects.mysql import MySQL
from sqlglot.dialects.sqlite import SQLite
from sqlglot.errors import SqlglotError

_MySQLParser: Any = MySQL.Parser
_KEPT_FUNCTION_PARSERS = ("CAST", "CONVERT", "EXTRACT", "GROUP_CONCAT", "TRIM", "POSITION", "SUBSTRING")
_DATE_FUNCTIONS = {"DATE_ADD": 1, "ADDDATE": 1, "DATE_SUB": -1, "SUBDATE": -1}
_WHOLE = frozenset({exp.DataType.Type.BIGINT, exp.DataType.Type.UBIGINT, exp.DataType.Type.INT, exp.DataType.Type.UINT})
_TEXT = frozenset({exp.DataType.Type.CHAR, exp.DataType.Type.VARCHAR, exp.DataType.Type.TEXT, exp.DataType.Type.NCHAR})
_REAL = frozenset({exp.DataType.Type.DECIMAL, exp.DataType.Type.DOUBLE, exp.DataType.Type.FLOAT})
_DATES = {
    exp.DataType.Type.DATE: "date",
    exp.DataType.Type.DATETIME: "timestamp",
    exp.DataType.Type.TIMESTAMP: "timestamp",
    exp.DataType.Type.TIME: "time",
}


class AppSql(MySQL):
    """MariaDB's grammar with standard strings; functions are names with arguments."""

    class Tokenizer(MySQL.Tokenizer):
        STRING_ESCAPES = ["'"]  # noqa: RUF012  declared so by sqlglot
        QUOTES = ["'"]  # noqa: RUF012

    class Parser(_MySQLParser):  # type: ignore[misc]
        FUNCTIONS: dict[str, Any] = {}  # noqa: RUF012
        FUNCTION_PARSERS = {  # noqa: RUF012
            name: parser for name, parser in _MySQLParser.FUNCTION_PARSERS.items() if name in _KEPT_FUNCTION_PARSERS
        }


def rewrite(text: str) -> str:
    """Return the text for SQLite; the same text when it cannot be parsed."""
    try:
        tree = AppSql().parse(text, error_level=ErrorLevel.RAISE)[0]
        if tree is None:
            return text
        return _whole_statement(tree.transform(_node)).sql(dialect=SQLite, unsupported_level=ErrorLevel.IGNORE)
    except SqlglotError:
        return text


def _call(name: str, *arguments: Any) -> exp.Expression:
    return exp.Anonymous(this=name, expressions=list(arguments))


def _node(node: exp.Expression) -> exp.Expression:
    change = _CHANGES.get(type(node))
    return change(node) if change else node


def _moved(value: Any, interval: exp.Interval, sign: int) -> exp.Expression:
    unit = exp.Literal.string(str(interval.unit.name if interval.unit else "day").lower())
    amount = interval.this
    if isinstance(amount, exp.Literal) and amount.is_string:
        amount = exp.Literal.number(amount.this)
    return _call("date_add" if sign > 0 else "date_sub", value, amount, unit)


def _sum(node: Any) -> Any:
    sign = 1 if isinstance(node, exp.Add) else -1
    left, right = node.left, node.right
    if isinstance(right, exp.Interval):
        return _moved(left, right, sign)
    if isinstance(left, exp.Interval) and sign > 0:
        return _moved(right, left, sign)
    return node


def _function(node: exp.Expression) -> exp.Expression:
    name, arguments = str(node.this).upper(), node.expressions
    if name in _DATE_FUNCTIONS and len(arguments) == 2 and isinstance(arguments[1], exp.Interval):
        return _moved(arguments[0], arguments[1], _DATE_FUNCTIONS[name])
    if name == "VALUES" and len(arguments) == 1 and node.find_ancestor(exp.OnConflict):
        return exp.column(arguments[0].name, table="excluded")
    return node


def _cast(node: Any) -> exp.Expression:
    value, target = node.this, node.to
    kind = target.this
    if kind in _WHOLE:
        return exp.Cast(this=value, to=exp.DataType.build("INTEGER", dialect=SQLite))
    if kind in _TEXT:
        return exp.Cast(this=value, to=exp.DataType.build("TEXT", dialect=SQLite))
    if kind in _REAL:
        number = exp.Cast(this=value, to=exp.DataType.build("REAL", dialect=SQLite))
        sizes = target.expressions
        return _call("round", number, exp.Literal.number(sizes[1].name if len(sizes) > 1 else 0)) if sizes else number
    return _call(_DATES[kind], value) if kind in _DATES else node


def _extract(node: Any) -> exp.Expression:
    return _call(str(node.this.name).lower(), node.expression)


def _grouped(node: exp.Expression) -> exp.Expression:
    """``group_concat(distinct a order by b separator ', ')``: SQLite has no order, and no separator with DISTINCT."""
    inner, separator = node.this, node.args.get("separator")
    if isinstance(inner, exp.Order):
        inner = inner.this
    if isinstance(inner, exp.Distinct):
        values = inner.expressions
        joined = values[0] if len(values) == 1 else _call("concat", *values)
        found = exp.Anonymous(this="group_concat", expressions=[exp.Distinct(expressions=[joined])])
        return _call("replace", found, exp.Literal.string(","), separator) if _differs(separator) else found
    return _call("group_concat", inner, *([separator] if separator else []))


def _differs(separator: Any) -> bool:
    return separator is not None and separator.name != ","


def _whole_division(node: Any) -> exp.Expression:
    dividend = exp.Mul(this=exp.Paren(this=node.left), expression=exp.Literal.number("1.0"))
    quotient = exp.Div(this=dividend, expression=node.right, typed=True, safe=True)
    return exp.Cast(this=quotient, to=exp.DataType.build("INTEGER", dialect=SQLite))


def _upsert(node: exp.Expression) -> exp.Expression:
    if node.args.get("duplicate"):
        node.set("duplicate", False)
        node.set("action", exp.var("DO UPDATE"))
    return node


_CHANGES: dict[type[exp.Expression], Callable[[Any], exp.Expression]] = {
    exp.Add: _sum,
    exp.Sub: _sum,
    exp.Anonymous: _function,
    exp.Cast: _cast,
    exp.TryCast: _cast,
    exp.Extract: _extract,
    exp.GroupConcat: _grouped,
    exp.IntDiv: _whole_division,
    exp.OnConflict: _upsert,
}


# -- whole statements


def _whole_statement(tree: exp.Expression) -> exp.Expression:
    if isinstance(tree, exp.Update):
        return _update(tree)
    if isinstance(tree, exp.Delete):
        return _delete(tree)
    if isinstance(tree, exp.Insert):
        return _insert(tree)
    return tree


def _update(tree: exp.Update) -> exp.Expression:
    """``update a join b on x set ...`` is ``update a set ... from b where x``; only inner joins keep their meaning."""
    target = tree.this
    joins = target.args.get("joins") or []
    if not joins:
        return tree
    conditions = [join.args["on"] for join in joins if join.args.get("on")]
    if tree.args.get("where"):
        conditions.append(tree.args["where"].this)
    target.set("joins", None)
    sources = [join.this for join in joins]
    source = sources[0]
    source.set("joins", [exp.Join(this=other) for other in sources[1:]] or None)
    tree.set("from_", exp.From(this=source))
    tree.set("where", exp.Where(this=exp.and_(*conditions)) if conditions else None)
    for assignment in tree.expressions:
        if isinstance(assignment.this, exp.Column):
            assignment.this.set("table", None)
    return tree


def _delete(tree: exp.Delete) -> exp.Expression:
    """``delete a from a join b ...`` is ``delete from a where rowid in (select a.rowid from a join b ...)``."""
    targets = tree.args.get("tables") or []
    if not targets:
        return tree
    alias, source = targets[0].name, tree.this
    named = {table.alias_or_name: table for table in [source, *(join.this for join in source.args.get("joins") or [])]}
    table = named[alias].copy()
    table.set("joins", None)
    table.set("alias", None)
    rows = exp.select(exp.column("rowid", table=alias, quoted=False)).from_(source)
    if tree.args.get("where"):
        rows.set("where", tree.args["where"])
    return exp.Delete(this=table, where=exp.Where(this=exp.In(this=exp.column("rowid"), query=exp.Subquery(this=rows))))


def _insert(tree: exp.Insert) -> exp.Expression:
    """An upsert from a SELECT needs a WHERE, or SQLite takes ON CONFLICT for the ON of a join."""
    query = tree.expression
    if tree.args.get("conflict") and isinstance(query, exp.Select) and not query.args.get("where"):
        query.set("where", exp.Where(this=exp.true()))
    return tree
