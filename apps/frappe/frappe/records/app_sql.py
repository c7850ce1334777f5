"""``frappe.db.sql`` and its kin: SQL of apps, in MariaDB's grammar (contract 6.4)."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from frappe.database.app_sql import escaped
from frappe.database.connection import Connection
from frappe.types import _dict

logger = logging.getLogger("frappe.database")


class AppSql:
    """Runs SQL of apps and gives its rows in several shapes."""

    connection: Connection
    last_query: str = ""

    def sql(
        self,
        query: Any,
        values: Any = (),
        as_dict: bool | int = 0,
        as_list: bool | int = 0,
        debug: bool | int = 0,
        ignore_ddl: bool | int = 0,
        auto_commit: bool | int = 0,
        update: Mapping[str, Any] | None = None,
        explain: bool = False,
        run: bool | int = True,
        pluck: bool = False,
        as_iterator: bool = False,
    ) -> Any:
        """Run SQL with ``%s`` or ``%(name)s``; a list as a value fills ``in %s``.

        Rows come as a tuple of tuples, as ``_dict`` with ``as_dict``, as lists with ``as_list``, and with ``pluck`` as
        the first value of each; a statement without rows gives ``()``.

        Raises:
            ImplicitCommitError: it changes tables while writes wait for a commit.
        """
        text = str(query)
        if not run:
            return text
        if text.strip().rstrip(";").lower() in ("commit", "rollback"):
            getattr(self, text.strip().rstrip(";").lower())()
            return ()
        if ignore_ddl and text.lstrip()[:8].lower().startswith(("alter", "create", "drop", "truncate", "rename")):
            return ()
        self.check_writes()  # type: ignore[attr-defined]
        self.last_query = text
        if debug:
            logger.info("%s %s", text, values)
        cursor = self.connection.execute_app(text, values)
        if auto_commit:
            self.commit()  # type: ignore[attr-defined]
        if cursor.description is None:
            return ()
        rows = _iterate(cursor, as_dict=bool(as_dict), as_list=bool(as_list), pluck=pluck, update=update)
        if as_iterator:
            return rows
        return list(rows) if pluck or as_dict or as_list else tuple(rows)

    def multisql(self, sql_dict: Mapping[str, str], values: Any = (), **options: Any) -> Any:
        """Run the text for the active database; MariaDB's where there is none."""
        dialect = self.connection.dialect
        query = sql_dict.get(dialect) or sql_dict.get("mariadb") or next(iter(sql_dict.values()))
        return self.sql(query, values, **options)

    def sql_list(self, query: str, values: Any = (), debug: bool = False, **options: Any) -> list[Any]:
        """Return the first value of each row."""
        return list(self.sql(query, values, debug=debug, pluck=True, **options))

    def sql_ddl(self, query: str, debug: bool = False) -> None:
        """Commit, then change tables."""
        self.commit()  # type: ignore[attr-defined]
        self.connection.execute_app(query, ddl_commits=True)
        self.forget_tables()  # type: ignore[attr-defined]

    def condition_of_app(self, text: str) -> str:
        """Return a condition in MariaDB's grammar, such as hooks give, as the active database's."""
        return self._part_of_app("select 1 where ", text, ())[0]

    def expression_of_app(self, text: str, values: Any) -> tuple[str, list[Any]]:
        """Return an expression with ``%(name)s`` in MariaDB's grammar as the active database's, with ``?``."""
        return self._part_of_app("select ", text, values)

    def _part_of_app(self, start: str, text: str, values: Any) -> tuple[str, list[Any]]:
        statement, bound = self.connection._app_statement(start + text, values)
        return (statement[len(start) :] if statement[: len(start)].lower() == start else text), bound

    def escape(self, s: Any, percent: bool = True) -> str:
        """Return a value as quoted text for SQL of apps; percent signs are doubled for it."""
        text = escaped("" if s is None else s.decode() if isinstance(s, bytes) else str(s))
        return text.replace("%", "%%") if percent else text


def _iterate(
    cursor: Any, *, as_dict: bool, as_list: bool, pluck: bool, update: Mapping[str, Any] | None
) -> Iterator[Any]:
    names = [column[0] for column in cursor.description]
    while rows := cursor.fetchmany(1000):
        for row in rows:
            if pluck:
                yield row[0]
            elif as_dict:
                yield _dict(zip(names, row, strict=True), **(update or {}))
            else:
                yield list(row) if as_list else row
