"""SQL of apps gives the same answer on both dialects; MariaDB runs it as it is."""

# ruff: noqa: E501  one case a line

from __future__ import annotations

import datetime
from typing import Any

import pytest
from frappe.database import Connection
from frappe.database.app_sql import escaped, literal
from frappe.database.sqlite import translate_sql
from frappe.exceptions import ValidationError
from frappe.localization.clock import frozen

ROWS = [
    ("R1", 1, 0.5, "2024-01-31", "2024-02-28 23:59:59.000000", "first note"),
    ("R2", 20, 2.5, "2024-02-15", "2024-02-01 00:00:00.000000", "100% ?"),
    ("R3", 30, 4.0, None, "2023-12-31 12:30:00.000000", None),
]


@pytest.fixture
def filled(items: Connection) -> Connection:
    items.execute_many(
        "insert into `tabItem` (`name`, `qty`, `rate`, `due`, `creation`, `notes`) values (?, ?, ?, ?, ?, ?)", ROWS
    )
    items.commit()
    return items


def as_text(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    dates = (datetime.date, datetime.datetime)
    return [tuple(str(value) if isinstance(value, dates) else value for value in row) for row in rows]


@pytest.mark.parametrize(
    ("sql", "values", "expected"),
    [
        ("select name from tabItem where name = %s", "R1", [("R1",)]),
        ("select name from tabItem where name = %s and qty = %s", ("r1", 1), [("R1",)]),
        ("select name from tabItem where name = %(n)s or owner = %(n)s", {"n": "R2", "other": 1}, [("R2",)]),
        ("select name from tabItem where name in %s order by name", (["R1", "R3"],), [("R1",), ("R3",)]),
        ("select name from tabItem where name in %(names)s", {"names": ()}, []),
        ("select name from tabItem where notes like '%note'", (), [("R1",)]),
        ("select name from tabItem where notes like '%%note' and qty < %s", (5,), [("R1",)]),
        ("select name from tabItem where notes like %s", (r"100\%%",), [("R2",)]),
        ("select name from tabItem where notes like '100\\% ?'", (), [("R2",)]),
        (r"""select 'it\'s', "it's", 'it''s', "a\"b" """, (), [("it's", "it's", "it's", 'a"b')]),
        ("select 'a?', %s, '%%s' -- %s ?\n, %s", (1, 2), [("a?", 1, "%s", 2)]),
        ("select name /* %s */ from tabItem limit 1, 1", (), [("R2",)]),
        ("select name from tabItem limit %(start)s, %(size)s", {"start": 1, "size": 1}, [("R2",)]),
        ("select qty div 7, qty % 7, 1/4 from tabItem where name='R2'", (), [(2, 6, 0.25)]),
        ("select if(qty > 10, 'many', 'few'), ifnull(due, '-') from tabItem order by name", (),
         [("few", "2024-01-31"), ("many", "2024-02-15"), ("many", "-")]),
        ("select concat(name, '-', qty), concat_ws(',', name, null, qty) from tabItem limit 1", (), [("R1-1", "R1,1")]),
        ("select date_format(creation, '%Y-%m %d %M %H:%i') from tabItem where name='R1'", (), [("2024-02 28 February 23:59",)]),
        ("select date_format(creation, '%%Y') from tabItem where name = %s", ("R1",), [("2024",)]),
        ("select datediff(creation, due), timestampdiff(month, due, '2024-03-31') from tabItem where name='R1'", (),
         [(28, 2)]),
        ("select date_add(due, interval 1 month), date_sub(due, interval %s day) from tabItem where name='R1'", (31,),
         [("2024-02-29", "2023-12-31")]),
        ("select name from tabItem where creation >= '2024-01-01' + interval 31 day and due is not null order by name", (),
         [("R1",), ("R2",)]),
        ("select year(due), month(due), quarter(due), dayofweek(due), last_day(due), monthname(due) from tabItem limit 1",
         (), [(2024, 1, 1, 4, "2024-01-31", "January")]),
        ("select cast(qty as char), cast('7x' as signed), cast('2.346' as decimal(10,2)) from tabItem limit 1", (),
         [("1", 7, 2.35)]),
        ("select extract(year from creation), cast(creation as date) from tabItem where name='R1'", (), [(2024, "2024-02-28")]),
        ("select group_concat(name order by name separator '; ') from tabItem", (), [("R1; R2; R3",)]),
        ("select name from tabItem where name regexp '^r[12]$' order by field(name, 'R2', 'R1')", (), [("R2",), ("R1",)]),
        ("select name from tabItem where name rlike %s && qty <=> 30 || 1 = 2", ("3",), [("R3",)]),
        ("select left(name, 1), right(notes, 4), substring_index('a.b.c', '.', 2) from tabItem limit 1", (),
         [("R", "note", "a.b")]),
        ("select locate('2', name), find_in_set('b', 'a,b'), greatest(1, qty), least(1, qty) from tabItem where qty=20",
         (), [(2, 2, 20, 1)]),
        ("select sum(qty), count(distinct owner) from tabItem having sum(qty) > 1", (), [(51, 0)]),
        ("select a.name from tabItem a, tabItem b where a.qty + 10 = b.qty", (), [("R2",)]),
        ("select name from `tabItem` force index (`tabItem_creation_index`) where creation < %s", ("2024-01-01",),
         [("R3",)]),
        ("select 1 from dual where %s is null", (None,), [(1,)]),
        ("select count(*) from (select name from tabItem union all select owner from tabItem) t", (), [(6,)]),
        ("with q as (select name from tabItem where qty > %s) select name from q order by name", (5,), [("R2",), ("R3",)]),
    ],
)  # fmt: skip
def test_app_sql_reads_alike(filled: Connection, sql: str, values: Any, expected: list[Any]) -> None:
    assert as_text(filled.execute_app(sql, values).fetchall()) == expected


@pytest.mark.parametrize(
    ("sql", "values", "expected"),
    [
        ("insert into tabItem (name, qty) values (%s, 5) on duplicate key update qty = qty + values(qty)", ("R1",),
         [("R1", 6), ("R2", 20), ("R3", 30)]),
        ("insert into tabItem (name, qty) select name, 1 from tabItem t on duplicate key update qty = 7", (),
         [("R1", 7), ("R2", 7), ("R3", 7)]),
        ("insert ignore into tabItem (name, qty) values ('r1', 9)", (), [("R1", 1), ("R2", 20), ("R3", 30)]),
        ("update tabItem a join tabItem b on b.qty = a.qty + 10 set a.qty = b.qty + %s where a.name = 'R2'", (1,),
         [("R1", 1), ("R2", 31), ("R3", 30)]),
        ("delete a from tabItem a inner join tabItem b on b.qty = a.qty + 10", (), [("R1", 1), ("R3", 30)]),
        ("update tabItem set qty = case when due is null then 0 else qty / 4 end where qty > 1 and name != ''", (),
         [("R1", 1), ("R2", 5), ("R3", 0)]),
    ],
)  # fmt: skip
def test_app_sql_writes_alike(filled: Connection, sql: str, values: Any, expected: list[Any]) -> None:
    filled.execute_app(sql, values)

    assert filled.query("select `name`, `qty` from `tabItem` order by `name`") == expected


def test_clock_of_sql_is_the_sites(filled: Connection) -> None:
    with frozen(datetime.datetime(2024, 2, 29, 8, 30)):
        [row] = filled.execute_app(
            "select now(), curdate(), current_date, date_sub(curdate(), interval 1 day)"
        ).fetchall()

    assert as_text([row]) == [("2024-02-29 08:30:00", "2024-02-29", "2024-02-29", "2024-02-28")]


HOSTILE = ["' or 1=1 --", "\\' or 1=1 --", "\\", "\"?", "?\"", "%s", "%(a)s", "a\x00b", "`", "/*", "中'文\\"]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_value_never_becomes_sql(filled: Connection, text: str) -> None:
    found = filled.execute_app("select %s, 'a\"?', %s from tabItem where name = %s", (text, "x", "R1")).fetchall()

    assert found == [(text, 'a"?', "x")]


@pytest.mark.parametrize("text", HOSTILE)
def test_escaped_text_never_becomes_sql(filled: Connection, text: str) -> None:
    quoted = escaped(text)
    sql = f"select name from `tabItem` where `name` = {quoted} or `name` = "

    assert filled.execute_app(sql + "%s", ("R1",)).fetchall() == [("R1",)]
    assert filled.query(sql + "?", ("R1",)) == [("R1",)]
    part, values = filled.app_part(f"{quoted} = %s", (text.replace("\x00", ""),))
    assert filled.query(f"select 1 where {part} and ? = 2", (*values, 2)) == [(1,)]


def test_missing_value_is_refused(items: Connection) -> None:
    with pytest.raises(ValidationError, match="more placeholders"):
        items.execute_app("select %s, %s", (1,))
    with pytest.raises(ValidationError, match="more placeholders"):
        items.execute_app("select %(a)s", {"b": 1})


def test_condition_of_an_app_stands_in_a_statement_of_the_framework(filled: Connection) -> None:
    condition, values = filled.app_part(
        "(`tabItem`.due > date_add(%(day)s, interval %(days)s day) or notes like '%%no\\te') and name != %(none)s",
        {"none": "x", "days": 40, "day": "2024-01-01"},
    )

    found = filled.query(
        f"select `name` from `tabItem` where `qty` > ? and {condition} and `qty` = ?", (1, *values, 20)
    )

    assert found == [("R2",)]


def test_doubled_percent_of_a_condition_is_one(filled: Connection) -> None:
    condition, _values = filled.app_part("notes = '100%% ?'")

    assert filled.query(f"select `name` from `tabItem` where {condition}") == [("R2",)]


@pytest.mark.parametrize(
    ("text", "standard"),
    [(r"'a\'b'", "'a''b'"), ('"a\'b"', "'a''b'"), (r"'\\'", "'\\'"), (r"'\n\%\_'", "'\n\\%\\_'"), ("'x''y'", "'x''y'")],
)
def test_string_of_mariadb_becomes_a_standard_one(text: str, standard: str) -> None:
    assert literal(text) == standard


def test_statement_is_translated_once() -> None:
    sql = "select date_add(%s, interval 1 day) as once"
    first, _bound = translate_sql.app_statement(sql, ("2024-01-01",))
    known = len(translate_sql._parsed)

    assert translate_sql.app_statement(sql, ("2024-02-01",)) == (first, ["2024-02-01"])
    assert len(translate_sql._parsed) == known
