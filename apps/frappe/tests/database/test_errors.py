from __future__ import annotations

from collections.abc import Callable

import pytest
from frappe.database import Connection, create_database
from frappe.database.errors import (
    ColumnMissingError,
    ConnectionLost,
    DataTooLongException,
    DuplicateKey,
    QueryDeadlockError,
    QueryTimeoutError,
    StatementError,
    TableMissingError,
)
from frappe.exceptions import ValidationError

Open = Callable[[], Connection]
ADD = "insert into `tabItem` (`name`, `code`) values (?, ?)"


def test_duplicate_name_is_told_from_a_duplicate_value(items: Connection) -> None:
    items.execute(ADD, ("A", "one"))

    with pytest.raises(DuplicateKey) as by_name:
        items.execute(ADD, ("a", "two"))
    with pytest.raises(DuplicateKey) as by_value:
        items.execute(ADD, ("B", "ONE"))

    assert [(e.value.table, e.value.column, e.value.columns, e.value.is_primary) for e in (by_name, by_value)] == [
        ("tabItem", "name", ("name",), True),
        ("tabItem", "code", ("code",), False),
    ]


def test_transaction_goes_on_after_a_duplicate(items: Connection) -> None:
    items.execute(ADD, ("A", "one"))
    with pytest.raises(DuplicateKey):
        items.execute(ADD, ("A", "one"))
    items.execute(ADD, ("B", "two"))
    items.commit()

    assert items.query("select count(*) from `tabItem`") == [(2,)]


@pytest.mark.parametrize(
    ("sql", "error"),
    [
        ("select 1 from `tabNone`", TableMissingError),
        ("select `none` from `tabItem`", ColumnMissingError),
        ("insert into `tabItem` (`none`) values (1)", ColumnMissingError),
        ("selec 1", StatementError),
        ("select ? from `tabItem`", StatementError),
        ("select 1; drop table `tabItem`", StatementError),
    ],
)
def test_error_is_the_frameworks_own(items: Connection, sql: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        items.execute(sql)


def test_lock_that_is_not_freed_in_time_is_a_timeout(
    items: Connection, connect_again: Open, conf: dict[str, object]
) -> None:
    items.execute(ADD, ("A", "one"))
    items.commit()
    conf["db_lock_timeout_s"] = 1
    other = connect_again()
    items.execute("update `tabItem` set `qty` = 1")

    with pytest.raises(QueryTimeoutError):
        other.execute("update `tabItem` set `qty` = 2")
    items.rollback()
    other.rollback()
    other.execute("update `tabItem` set `qty` = 3")
    other.commit()

    assert items.query("select `qty` from `tabItem`") == [(3,)]


def test_existing_database_is_not_made_again(conf: dict[str, object], tmp_path: object) -> None:
    with pytest.raises(ValidationError, match="already exists"):
        create_database(conf, tmp_path, root={"user": "root", "password": ""})  # type: ignore[arg-type]


@pytest.mark.parametrize("dialect", ["mariadb"], indirect=True)
class TestServer:
    def test_text_longer_than_its_column_is_too_long(self, items: Connection) -> None:
        with pytest.raises(DataTooLongException):
            items.execute(ADD, ("x" * 200, "one"))

    def test_deadlocked_transaction_writes_nothing_until_it_is_rolled_back(
        self, items: Connection, connect_again: Open
    ) -> None:
        items.execute_many(ADD, [("A", "one"), ("B", "two")])
        items.commit()
        errors = deadlock(items, connect_again())
        victim = errors[0]

        with pytest.raises(QueryDeadlockError):
            victim.execute("update `tabItem` set `qty` = 99")
        with pytest.raises(QueryDeadlockError):
            victim.commit()
        victim.rollback()
        victim.execute("update `tabItem` set `qty` = `qty` + 1")
        victim.commit()

        assert len(errors) == 1
        assert sorted(row[0] for row in victim.query("select `qty` from `tabItem`")) == [2, 2]

    def test_lost_connection_is_opened_anew_between_transactions(self, items: Connection, connect_again: Open) -> None:
        kill(items, connect_again())

        assert items.query("select count(*) from `tabItem`") == [(0,)]
        items.execute(ADD, ("A", "one"))
        items.commit()

    def test_connection_lost_in_a_transaction_is_an_error_until_rollback(
        self, items: Connection, connect_again: Open
    ) -> None:
        items.execute(ADD, ("A", "one"))
        kill(items, connect_again())

        with pytest.raises(ConnectionLost):
            items.execute(ADD, ("B", "two"))
        with pytest.raises(QueryDeadlockError):
            items.commit()
        items.rollback()

        assert items.query("select count(*) from `tabItem`") == [(0,)]


def kill(connection: Connection, by: Connection) -> None:
    number = connection.query("select connection_id()")[0][0]
    by.execute_plain(f"kill {int(number)}")


def deadlock(first: Connection, second: Connection) -> list[Connection]:
    """Let two transactions wait for each other; return those that the server ended."""
    import threading

    update = "update `tabItem` set `qty` = `qty` + 1 where `name` = ?"
    ended: list[Connection] = []
    both = threading.Barrier(2)

    def run(connection: Connection, names: tuple[str, str]) -> None:
        connection.execute(update, (names[0],))
        both.wait(10)
        try:
            connection.execute(update, (names[1],))
            connection.commit()
        except QueryDeadlockError:
            ended.append(connection)

    threads = [
        threading.Thread(target=run, args=(first, ("A", "B"))),
        threading.Thread(target=run, args=(second, ("B", "A"))),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return ended
