from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from frappe.database import Connection, connect
from frappe.database.errors import QueryDeadlockError, QueryTimeoutError
from frappe.database.sqlite.connection import SqliteConnection
from frappe.database.sqlite.turns import Queue

Open = Callable[[], Connection]
THREADS = 8
ROUNDS = 25
APP = Path(__file__).parents[2]


def run_threads(work: Callable[[int], None]) -> list[BaseException]:
    errors: list[BaseException] = []

    def guarded(number: int) -> None:
        try:
            work(number)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return errors


def test_threads_that_count_lose_no_number(items: Connection, connect_again: Open) -> None:
    items.execute("insert into `tabItem` (`name`) values ('counter')")
    items.commit()
    connections = [connect_again() for _number in range(THREADS)]

    def count(number: int) -> None:
        own = connections[number]
        for turn in range(ROUNDS):
            [(value,)] = own.query("select `qty` from `tabItem` where `name` = 'counter' for update")
            own.execute("update `tabItem` set `qty` = ? where `name` = 'counter'", (value + 1,))
            own.execute("insert into `tabItem` (`name`) values (?)", (f"{number}-{turn}",))
            own.commit()

    errors = run_threads(count)

    assert errors == []
    assert items.query("select `qty` from `tabItem` where `name` = 'counter'") == [(THREADS * ROUNDS,)]
    assert items.query("select count(*) from `tabItem`") == [(THREADS * ROUNDS + 1,)]


def test_threads_draw_different_numbers_of_a_series(items: Connection, connect_again: Open) -> None:
    connections = [connect_again() for _number in range(THREADS)]
    drawn: list[int] = []
    sql = (
        "insert into `tabItem` (`name`, `qty`) values ('S', 1)"
        " on conflict (`name`) do update set `qty` = `tabItem`.`qty` + 1 returning `qty`"
    )

    def draw(number: int) -> None:
        for _turn in range(ROUNDS):
            while True:
                try:
                    [(value,)] = connections[number].query(sql)
                    connections[number].commit()
                    break
                except QueryDeadlockError:
                    connections[number].rollback()
            drawn.append(value)

    errors = run_threads(draw)

    assert errors == []
    assert sorted(drawn) == list(range(1, THREADS * ROUNDS + 1))


def test_readers_are_not_stopped_by_a_writer(items: Connection, connect_again: Open) -> None:
    reader = connect_again()
    items.execute("insert into `tabItem` (`name`) values ('A')")

    started = time.monotonic()
    found = reader.query("select count(*) from `tabItem`")

    assert found == [(0,)]
    assert time.monotonic() - started < 1


WRITER = """
import sys, time
from frappe.database import connect
connection = connect({conf!r}, {folder!r})
for turn in range({rounds}):
    connection.execute("insert into `tabItem` (`name`) values (?)", (sys.argv[1] + str(turn),))
    connection.execute("update `tabItem` set `qty` = `qty` + 1 where `name` = 'counter'")
    if {hang}:
        print("writing", flush=True)
        time.sleep(60)
    connection.commit()
"""


def start_writer(
    conf: dict[str, Any], folder: Path, name: str, *, hang: bool, rounds: int = 20
) -> subprocess.Popen[str]:
    script = WRITER.format(conf=conf, folder=str(folder), hang=hang, rounds=rounds)
    environment = {**os.environ, "PYTHONPATH": str(APP)}
    return subprocess.Popen(
        [sys.executable, "-c", script, name], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def test_processes_that_count_lose_no_number(items: Connection, conf: dict[str, Any], tmp_path: Path) -> None:
    items.execute("insert into `tabItem` (`name`) values ('counter')")
    items.commit()

    writers = [start_writer(conf, tmp_path, name, hang=False) for name in "abc"]
    errors = [writer.communicate(timeout=60)[1] for writer in writers]

    assert [writer.returncode for writer in writers] == [0, 0, 0], errors
    assert items.query("select `qty` from `tabItem` where `name` = 'counter'") == [(60,)]


def test_killed_writer_leaves_nothing_and_stops_nobody(items: Connection, conf: dict[str, Any], tmp_path: Path) -> None:
    items.execute("insert into `tabItem` (`name`) values ('counter')")
    items.commit()
    writer = start_writer(conf, tmp_path, "x", hang=True)
    assert writer.stdout is not None
    writer.stdout.readline()

    writer.send_signal(signal.SIGKILL)
    writer.communicate(timeout=10)
    items.execute("update `tabItem` set `qty` = `qty` + 1 where `name` = 'counter'")
    items.commit()

    assert items.query("select `name`, `qty` from `tabItem`") == [("counter", 1)]
    if items.dialect == "sqlite":
        assert items.query("pragma integrity_check") == [("ok",)]


def test_writers_of_one_process_go_in_the_order_of_arrival() -> None:
    queue, order = Queue(), []
    queue.acquire(1)
    arrived = []

    def wait(number: int) -> None:
        arrived.append(number)
        queue.acquire(10)
        order.append(number)
        queue.release()

    threads = []
    for number in range(5):
        threads.append(threading.Thread(target=wait, args=(number,)))
        threads[-1].start()
        while len(queue._waiting) <= number:
            time.sleep(0.001)
    queue.release()
    for thread in threads:
        thread.join(10)

    assert order == arrived == [0, 1, 2, 3, 4]


def test_writer_that_waits_too_long_gives_up_its_place(tmp_path: Path) -> None:
    first = SqliteConnection(tmp_path / "a.db", timeout_s=0.05)
    second = SqliteConnection(tmp_path / "a.db", timeout_s=0.05)
    first.begin()

    with pytest.raises(QueryTimeoutError):
        second.begin()
    first.rollback()
    second.begin()
    second.rollback()

    assert not second.in_transaction


def test_transaction_that_sqlite_ended_writes_nothing_until_it_is_rolled_back(tmp_path: Path) -> None:
    connection = connect({}, tmp_path)
    connection.execute("create table t (a integer primary key)")
    connection.commit()
    connection.execute("insert into t values (1)")
    connection.execute_plain("rollback")

    with pytest.raises(QueryDeadlockError):
        connection.execute("insert into t values (2)")
    with pytest.raises(QueryDeadlockError):
        connection.commit()
    connection.rollback()
    connection.execute("insert into t values (3)")
    connection.commit()

    assert connection.query("select a from t") == [(3,)]
