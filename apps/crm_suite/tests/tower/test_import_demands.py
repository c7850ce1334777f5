"""Import of the demand collection form: all or nothing, every problem named, numbers without gaps (S24.7 to S24.10)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import frappe
import pytest
from crm_suite.api import demands
from crm_suite.tower.demand_form import TEMPLATE_COLUMNS, columns_of, required_columns
from frappe.core.data_importer.service import run_file
from openpyxl import load_workbook

from .conftest import (
    CUSTOMER_MANAGER,
    HEADERS,
    OUTSIDER,
    REGION_MANAGER,
    acting_as,
    make_demand,
    sheet_of,
    sheet_row,
    values_of,
)

HEADERS_OF_THE_DOCTYPE = (
    "Template", "Operator", "Province", "City", "District", "Demand Site Name", "Longitude", "Latitude", "Address",
    "Delivery Wanted By", "System Count", "Mounting Height (m)", "Antenna Count",
)  # fmt: skip
MakeBatch = Callable[..., Any]


def run(batch: Any, user: str = CUSTOMER_MANAGER) -> Any:
    with acting_as(user):
        demands.import_batch(batch.as_json())
    return batch.reload()


def series() -> dict[str, int]:
    return dict(frappe.db.sql("select name, current from `tabSeries` where name like '10%'"))


def test_one_bad_row_in_ten_leaves_no_demand_and_no_number(make_batch: MakeBatch) -> None:
    before = make_demand(position=(120.0, 30.0))
    counters = series()
    rows = [sheet_row(number) for number in range(1, 10)] + [sheet_row(10, **{"经度*": None})]

    batch = run(make_batch(sheet_of(rows)))

    assert values_of("Site Demand", {}, "name") == [(before.name,)]
    assert series() == counters
    assert (batch.status, batch.row_count, batch.problem_count) == ("Failed", 10, 1)
    assert [(row.row_no, row.problem) for row in batch.rows if row.problem] == [(11, "Column F, Longitude: is missing")]


@pytest.mark.parametrize(("bad_row", "made"), [(7, 0), (None, 10)])
def test_the_general_import_page_is_all_or_nothing_too(
    tower: Any, tmp_path: Path, bad_row: int | None, made: int
) -> None:
    with (tmp_path / "demands.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADERS_OF_THE_DOCTYPE)
        for number in range(1, 11):
            longitude = "" if number == bad_row else str(120 + number / 100)
            place = ["示例省", "示例市", "东区", f"站点 {number}", longitude, "30.58", "公园路"]
            writer.writerow(["Tower", "China Mobile", *place, "2027-06-30", "2", "35", "6"])
    counters = series()

    with acting_as(CUSTOMER_MANAGER):
        run_file(str(tmp_path / "demands.csv"), "Site Demand")

    assert frappe.db.count("Site Demand") == made
    assert (series() == counters) is (made == 0)


def test_numbers_follow_each_other_after_a_failed_import(make_batch: MakeBatch) -> None:
    first = make_demand(position=(120.0, 30.0))
    run(make_batch(sheet_of([sheet_row(1), sheet_row(2, **{"经度*": 10})])))

    batch = run(make_batch(sheet_of([sheet_row(1), sheet_row(2)])))

    numbers = [int(row.demand) for row in batch.rows]
    assert numbers == [int(first.name) + 1, int(first.name) + 2]


def test_every_problem_is_named_with_row_column_and_reason(make_batch: MakeBatch) -> None:
    rows = [
        sheet_row(1, **{"运营商*": "中国联通", "系统数*": 1.5}),
        sheet_row(2, **{"经度*": 30.58, "纬度*": 114.3}),
        sheet_row(3, **{"期望交付时间*": "soon", "天线挂高(m)*": "high"}),
        sheet_row(4, **{"天线数*": -1}),
        sheet_row(5),
    ]

    batch = run(make_batch(sheet_of(rows)))

    assert [(row.row_no, row.problem.split("\n")) for row in batch.rows if row.problem] == [
        (2, ["Column A, Operator: 中国联通 is not one of: China Mobile",
             "Column J, System Count: 1.5 is not a number that fits"]),
        (3, ["Column F, Longitude: longitude and latitude are swapped"]),
        (4, ["Column I, Delivery Wanted By: soon is not a date; write it as 2027-03-31",
             "Column K, Mounting Height (m): high is not a number that fits"]),
        (5, [batch.rows[3].problem]),
    ]  # fmt: skip
    assert "Antenna Count" in batch.rows[3].problem
    assert frappe.db.count("Site Demand") == 0


def test_headers_that_are_unknown_or_double_fail_the_file(make_batch: MakeBatch) -> None:
    headers = (*HEADERS, "天线数", "Colour")

    batch = run(make_batch(sheet_of([sheet_row(1)], headers)))

    assert batch.rows[0].problem.split("\n") == [
        "Column M, Antenna Count: this column stands twice",
        "Column N, Colour: this header is not known; use the headers of the form or take the column out",
    ]
    assert (batch.status, batch.row_count) == ("Failed", 1)


def test_good_rows_come_in_when_the_batch_is_not_strict(make_batch: MakeBatch) -> None:
    rows = [sheet_row(1), sheet_row(2, **{"天线数*": None}), sheet_row(3)]

    batch = run(make_batch(sheet_of(rows), strict=0))

    assert [(row.row_no, bool(row.demand)) for row in batch.rows] == [(3, False), (2, True), (4, True)]
    assert values_of("Site Demand", {"batch": batch.name}, "site_name", "customer_manager", "branch") == [
        ("站点 1", CUSTOMER_MANAGER, "Tower North"),
        ("站点 3", CUSTOMER_MANAGER, "Tower North"),
    ]


def test_sheets_as_people_write_them_are_understood(make_batch: MakeBatch) -> None:
    headers = ("序号", "operator", "Province", "地市", "区县 *", "Demand Site Name", "经度", "纬度", "详细地址",
               "期望交付时间", "系统数", "天线挂高（米）", "天线数", "坐标系", "联系电话", "0-6点是否可上站",
               "覆盖场景(市区/城镇/农村)")  # fmt: skip
    row = ("1", "cmcc", "示例省", "示例市", "东区", "站点 1", "114.31", "30.58", "公园路", "2027年6月30日",
           "2", "35", "6", "wgs-84", "13800000000", "是", "市区")  # fmt: skip
    written = io.StringIO()
    csv.writer(written).writerows([headers, row, [""] * len(row)])

    language = {"doctype": "Translation", "language": "zh", "source_text": "Urban", "translated_text": "市区"}
    frappe.get_doc(language).insert()

    batch = run(make_batch(written.getvalue().encode("gb18030"), "需求.csv"))

    assert [row.problem or "" for row in batch.rows] == [""]
    demand = frappe.get_doc("Site Demand", batch.rows[0].demand)
    read = (demand.operator, str(demand.need_date), demand.contact_phone, demand.night_access, demand.coverage_scene)
    assert read == ("China Mobile", "2027-06-30", "13800000000", 1, "Urban")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_form_filled_in_at_its_own_headers_is_imported(make_batch: MakeBatch, language: str) -> None:
    with acting_as(CUSTOMER_MANAGER):
        frappe.local.lang = language
        demands.download_form("Tower")
    book = load_workbook(io.BytesIO(frappe.response.filecontent))
    sheet = book.worksheets[0]
    headers = {labels[language == "zh"]: labels[0] for labels in columns_of("Tower").values()}
    labels = [headers[str(cell.value).rstrip("*")] for cell in sheet[1]]
    values = {"Operator": "China Mobile", "Province": "示例省", "City": "示例市", "District": "东区",
              "Demand Site Name": "站点 1", "Longitude": 114.31, "Latitude": 30.58, "Address": "公园路",
              "Delivery Wanted By": "2027-06-30", "System Count": 2, "Mounting Height (m)": 35, "Antenna Count": 6,
              "Tower Type": "Ground Tower", "RRU on Tower": "Yes"}  # fmt: skip
    sheet.append([values.get(label) for label in labels])
    written = io.BytesIO()
    book.save(written)

    batch = run(make_batch(written.getvalue()))

    assert [row.problem or "" for row in batch.rows] == [""]
    assert values_of("Site Demand", {"batch": batch.name}, "tower_type", "rru_on_tower") == [("Ground Tower", 1)]


@pytest.mark.parametrize("template", sorted(TEMPLATE_COLUMNS))
def test_each_form_marks_required_columns_and_offers_choices(tower: Any, template: str) -> None:
    with acting_as(CUSTOMER_MANAGER):
        demands.download_form(template)

    sheet = load_workbook(io.BytesIO(frappe.response.filecontent)).worksheets[0]
    starred = {str(cell.value).rstrip("*") for cell in sheet[1] if str(cell.value).endswith("*")}
    assert starred == {columns_of(template)[name][0] for name in required_columns(template)}
    lists = {str(rule.sqref).split("2:")[0]: rule.formula1 for rule in sheet.data_validations.dataValidation}
    places = {str(cell.value).rstrip("*"): cell.column_letter for cell in sheet[1]}
    assert lists[places["Operator"]].startswith("Lists!")
    assert lists[places["Coordinate System"]].startswith("Lists!")


def test_only_who_may_make_demands_gets_the_form(tower: Any) -> None:
    with acting_as(REGION_MANAGER), pytest.raises(frappe.PermissionError):
        demands.download_form("Tower")


def test_an_unknown_form_is_refused_with_the_known_ones(tower: Any) -> None:
    with pytest.raises(frappe.ValidationError, match="Known: Tower, Building Indoor, Tunnel Indoor"):
        demands.download_form("Bridge")


def test_the_empty_form_is_attached_to_its_batch_once(make_batch: MakeBatch) -> None:
    batch = make_batch(sheet_of([]))

    with acting_as(CUSTOMER_MANAGER):
        demands.attach_form(batch.as_json())
        demands.attach_form(batch.as_json())

    assert values_of("File", {"attached_to_name": batch.name, "file_name": ["like", "Demand%"]}, "file_name") == [
        ("Demand Collection Form - Tower.xlsx",)
    ]


@pytest.mark.parametrize("user", [REGION_MANAGER, OUTSIDER])
def test_import_needs_write_on_the_batch(make_batch: MakeBatch, user: str) -> None:
    batch = make_batch(sheet_of([sheet_row(1)]))

    with pytest.raises(frappe.PermissionError):
        run(batch, user)

    assert frappe.db.count("Site Demand") == 0


def test_the_file_of_somebody_else_cannot_be_read_through_a_batch(make_batch: MakeBatch) -> None:
    batch = make_batch(sheet_of([sheet_row(1)]))
    secret = frappe.get_doc(
        {"doctype": "File", "file_name": "pay.csv", "is_private": 1, "content": b"name,pay\nA,1"}
    ).insert()
    batch.db_set("file", secret.file_url)

    with pytest.raises(frappe.PermissionError):
        run(batch)


@pytest.mark.parametrize(
    ("content", "name", "text"),
    [
        (b"PK no zip", "form.xlsx", "can't be read"),
        (b"\xff\xfe\xff", "form.csv", "UTF-8"),
        (sheet_of([]), "form.xlsx", "no rows below"),
        (("运营商\n" + "x\n" * 5_002).encode(), "form.csv", "more than 5000 rows"),
    ],
)
def test_a_file_that_is_no_form_is_refused_with_the_way_out(
    make_batch: MakeBatch, content: bytes, name: str, text: str
) -> None:
    batch = make_batch(sheet_of([sheet_row(1)]))
    file = frappe.get_doc({"doctype": "File", "file_name": "x.txt", "is_private": 0, "content": content}).insert()
    file.db_set("file_name", name)
    batch.db_set("file", file.file_url)

    with pytest.raises(frappe.ValidationError, match=text):
        run(batch)


def test_a_batch_is_imported_once(make_batch: MakeBatch) -> None:
    batch = run(make_batch(sheet_of([sheet_row(1)])))

    with pytest.raises(frappe.ValidationError, match="imported already"):
        run(batch)


def test_a_batch_is_not_sent_before_its_form_is_imported(make_batch: MakeBatch) -> None:
    batch = make_batch(sheet_of([sheet_row(1)]))

    with acting_as(CUSTOMER_MANAGER), pytest.raises(frappe.ValidationError, match="it is Uploaded"):
        demands.send_batch(batch.as_json())


def test_statements_of_an_import_grow_with_the_rows_only_by_what_a_demand_needs(make_batch: MakeBatch) -> None:
    def statements(count: int, start: int) -> int:
        batch = make_batch(sheet_of([sheet_row(start + number) for number in range(count)]))
        log: list[str] = []
        frappe.local.db.connection.statement_log = log
        run(batch)
        frappe.local.db.connection.statement_log = None
        return len(log)

    statements(2, 0)
    few, many = statements(5, 10), statements(15, 100)

    assert (many - few) / 10 < 25
