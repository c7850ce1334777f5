"""Bring a MariaDB database back to an earlier state by restoring only the tables that differ from a copy."""

from __future__ import annotations

from typing import Any

import mariadb  # type: ignore[import-untyped]


class Copy:
    """A copy of a database beside it; `restore` makes the original equal again."""

    def __init__(self, socket: str, name: str) -> None:
        self.name, self.kept = name, f"{name}_kept"
        self._raw = mariadb.connect(unix_socket=socket, user="root", password="", autocommit=True)
        self._run(f"drop database if exists `{self.kept}`")
        self._run(f"create database `{self.kept}` character set utf8mb4 collate utf8mb4_unicode_ci")
        for table in self._tables(self.name):
            self._copy(self.name, self.kept, table)
        self._state = self._states(self.name)

    def restore(self) -> None:
        """Drop tables that were not there, copy back those that changed."""
        now = self._states(self.name)
        for table in now.keys() - self._state.keys():
            self._run(f"drop table `{self.name}`.`{table}`")
        for table, state in self._state.items():
            if now.get(table) != state:
                self._run(f"drop table if exists `{self.name}`.`{table}`")
                self._copy(self.kept, self.name, table)
        self._state = self._states(self.name)

    def close(self) -> None:
        self._raw.close()

    def _copy(self, source: str, target: str, table: str) -> None:
        self._run(f"create table `{target}`.`{table}` like `{source}`.`{table}`")
        self._run(f"insert into `{target}`.`{table}` select * from `{source}`.`{table}`")

    def _states(self, database: str) -> dict[str, Any]:
        tables = self._tables(database)
        names = ", ".join(f"`{database}`.`{table}`" for table in tables)
        sums = {row[0].partition(".")[2]: row[1] for row in self._run(f"checksum table {names}")} if tables else {}
        sql = (
            "select table_name, md5(group_concat(concat_ws(':', column_name, column_type, is_nullable, column_key)"
            " order by ordinal_position)) from information_schema.columns where table_schema = '{}' group by table_name"
        )
        self._run("set group_concat_max_len = 1000000")
        columns = dict(self._run(sql.format(database)))
        return {table: (sums[table], columns[table]) for table in tables}

    def _tables(self, database: str) -> list[str]:
        return [
            row[0]
            for row in self._run(f"select table_name from information_schema.tables where table_schema = '{database}'")
        ]

    def _run(self, sql: str) -> list[Any]:
        cursor = self._raw.cursor()
        try:
            cursor.execute(sql)
            return list(cursor.fetchall()) if cursor.description else []
        finally:
            cursor.close()
