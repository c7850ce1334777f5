from __future__ import annotations

from collections.abc import Callable

import pytest
from frappe.database import Connection
from frappe.database.errors import DatabaseModificationError, ImplicitCommitError, QueryTimeoutError

Open = Callable[[], Connection]
ADD = "insert into `tabItem` (`name`) values (?)"
NAMES = "select `name` from `tabItem` order by `name`"


def names(connection: Connection) -> list[str]:
    return [row[0] for row in connection.query(NAMES)]


def test_reading_begins_no_transaction(items: Connection) -> None:
    items.query(NAMES)

    assert not items.in_transaction


def test_first_write_begins_the_transaction_and_commit_ends_it(items: Connection, connect_again: Open) -> None:
    other = connect_again()

    items.execute(ADD, ("A",))
    before = (items.in_transaction, names(other))
    items.commit()

    assert before == (True, [])
    assert (items.in_transaction, names(other)) == (False, ["A"])


def test_reader_sees_what_another_connection_committed_meanwhile(items: Connection, connect_again: Open) -> None:
    reader = connect_again()
    seen = [names(reader)]

    items.execute(ADD, ("A",))
    items.commit()

    assert [*seen, names(reader)] == [[], ["A"]]


def test_select_for_update_begins_the_transaction(items: Connection) -> None:
    items.query("select `name` from `tabItem` where `name` = ? for update", ("A",))

    assert items.in_transaction


def test_rollback_to_a_savepoint_keeps_what_came_before(items: Connection) -> None:
    items.execute(ADD, ("A",))
    items.savepoint("one")
    items.execute(ADD, ("B",))
    items.rollback(save_point="one")
    items.execute(ADD, ("C",))
    items.release_savepoint("one")
    items.commit()

    assert names(items) == ["A", "C"]


def test_savepoint_before_the_first_write_takes_no_lock(items: Connection) -> None:
    items.savepoint("one")
    begun = items.in_transaction
    items.savepoint("two")
    items.execute(ADD, ("A",))
    items.rollback(save_point="two")
    items.execute(ADD, ("B",))
    items.rollback(save_point="one")

    assert (begun, items.in_transaction, names(items)) == (False, True, [])


def test_savepoint_that_was_never_needed_can_be_released_or_rolled_back_to(items: Connection) -> None:
    items.savepoint("one")
    items.rollback(save_point="one")
    items.release_savepoint("one")
    items.execute(ADD, ("A",))
    items.commit()

    assert names(items) == ["A"]


def test_savepoint_name_is_checked(items: Connection) -> None:
    with pytest.raises(ValueError, match="not a savepoint name"):
        items.savepoint("a`; drop table x")


def test_commit_runs_its_callbacks_and_forgets_those_of_rollback(items: Connection) -> None:
    ran: list[str] = []
    for name in ("before_commit", "after_commit", "before_rollback", "after_rollback"):
        getattr(items, name).add(lambda name=name: ran.append(name))

    items.execute(ADD, ("A",))
    items.commit()
    items.rollback()

    assert ran == ["before_commit", "after_commit"]


def test_rollback_runs_its_callbacks_and_forgets_those_of_commit(items: Connection) -> None:
    ran: list[str] = []
    for name in ("before_commit", "after_commit", "before_rollback", "after_rollback"):
        getattr(items, name).add(lambda name=name: ran.append(name))

    items.rollback()
    items.commit()

    assert ran == ["before_rollback", "after_rollback"]


def test_write_of_before_commit_is_committed(items: Connection, connect_again: Open) -> None:
    items.before_commit.add(lambda: items.execute(ADD, ("late",)))

    items.commit()

    assert names(connect_again()) == ["late"]


def test_savepoint_ended_by_a_commit_can_be_released(items: Connection) -> None:
    items.execute(ADD, ("A",))
    items.savepoint("one")
    items.commit()
    items.release_savepoint("one")

    assert names(items) == ["A"]


def test_savepoint_ended_by_a_commit_rolls_back_what_came_after_it(items: Connection) -> None:
    items.execute(ADD, ("A",))
    items.savepoint("one")
    items.commit()
    items.execute(ADD, ("B",))
    items.rollback(save_point="one")

    assert names(items) == ["A"]


@pytest.mark.parametrize(
    "sql",
    [
        "delete from `tabItem`",
        "with x as (select 1) delete from `tabItem`",
        "drop table `tabItem`",
        "/* */ update `tabItem` set `qty` = 1",
        NAMES + " for update",
    ],
)
def test_read_only_block_refuses_writes(items: Connection, sql: str) -> None:
    with items.read_only():
        items.query(NAMES)
        with pytest.raises(DatabaseModificationError):
            items.execute_app(sql)
    items.execute(ADD, ("A",))
    items.commit()

    assert names(items) == ["A"]


def test_read_that_takes_too_long_is_stopped(conf: dict[str, object], connect_again: Open) -> None:
    conf["db_statement_timeout_s"] = 0.2
    connection = connect_again()
    digits = "(select 1 as n union all select 2 union all select 3 union all select 4 union all select 5)"

    with pytest.raises(QueryTimeoutError):
        connection.query(f"select count(*) from {', '.join(f'{digits} as t{n}' for n in range(13))}")

    assert connection.query("select 1") == [(1,)]


def test_statements_are_counted_without_those_of_the_transaction(items: Connection) -> None:
    items.statement_count, items.statement_log = 0, []

    items.savepoint("one")
    items.execute(ADD, ("A",))
    items.release_savepoint("one")
    items.query(NAMES)
    items.commit()

    assert (items.statement_count, items.statement_log) == (2, [ADD, NAMES])


def test_writes_of_a_transaction_are_counted(items: Connection) -> None:
    items.execute(ADD, ("A",))
    items.execute(ADD, ("B",))
    during = items.writes_in_transaction
    items.commit()

    assert (during, items.writes_in_transaction) == (2, 0)


def test_app_may_not_change_tables_over_unsaved_writes(items: Connection) -> None:
    items.execute(ADD, ("A",))

    with pytest.raises(ImplicitCommitError):
        items.execute_app("alter table `tabItem` add column `x` int")
    items.rollback()

    assert names(items) == []


def test_upserts_read_alike_on_both(items: Connection) -> None:
    sql = (
        "insert into `tabItem` (`name`, `qty`) values (?, ?)"
        " on conflict (`name`) do update set `qty` = `tabItem`.`qty` + excluded.`qty` returning `qty`"
    )

    assert [items.query(sql, ("A", 1)), items.query(sql, ("a", 2))] == [[(1,)], [(3,)]]

    items.execute("insert or ignore into `tabItem` (`name`, `qty`) values (?, ?)", ("A", 9))
    items.execute("insert into `tabItem` (`name`, `qty`) values (?, 7) on conflict (`name`) do nothing", ("A",))
    assert items.query("select `qty` from `tabItem`") == [(3,)]


def test_update_counts_the_rows_it_found(items: Connection) -> None:
    items.execute(ADD, ("A",))

    cursor = items.execute("update `tabItem` set `qty` = 0 where `name` = ?", ("A",))

    assert cursor.rowcount == 1


def test_another_process_is_noticed_by_the_data_version(items: Connection, connect_again: Open) -> None:
    other = connect_again()
    other.execute("create table `__cache_version` (`name` varchar(140) primary key, `version` bigint)")
    other.commit()
    before = items.data_version()

    other.execute("insert into `__cache_version` values ('site', 1)")
    other.commit()

    assert items.data_version() != before
