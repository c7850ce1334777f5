"""The demand collection form: columns per template, and rows of a sheet turned into values; pure.

A header may be the Chinese or English label or the fieldname; a star or a note in brackets after it is ignored.
Every problem is a value that names its column; nothing is raised, so that a person sees all of them at once.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from crm_suite.tower.geo import position_problem

COMMON_COLUMNS = {
    "operator": ("Operator", "运营商"),
    "province": ("Province", "省份"),
    "city": ("City", "地市"),
    "district": ("District", "区县"),
    "site_name": ("Demand Site Name", "需求方站点名称"),
    "plan_no": ("Planning No.", "规划编号"),
    "longitude": ("Longitude", "经度"),
    "latitude": ("Latitude", "纬度"),
    "coordinate_system": ("Coordinate System", "坐标系"),
    "address": ("Address", "详细地址"),
    "need_date": ("Delivery Wanted By", "期望交付时间"),
    "is_railway": ("Railway or Metro Project", "是否高铁或地铁项目"),
    "project_name": ("Project Name", "项目名称"),
    "construction_type": ("Construction Type", "建设类型"),
    "original_site_code": ("Original Site Code", "原站址编码"),
    "contact_name": ("Contact Name", "联系人"),
    "contact_phone": ("Contact Phone", "联系电话"),
    "remark": ("Remark", "备注"),
    "system_count": ("System Count", "系统数"),
}
TEMPLATE_COLUMNS = {
    "Tower": {
        "tower_type": ("Tower Type", "塔类型"),
        "mounting_height": ("Mounting Height (m)", "天线挂高"),
        "system_names": ("Systems", "系统名称"),
        "antenna_count": ("Antenna Count", "天线数"),
        "room_type": ("Room Type", "机房类型"),
        "rru_on_tower": ("RRU on Tower", "RRU是否上塔"),
        "bbu_in_room": ("BBU in Tower Room", "BBU是否放铁塔机房"),
        "power_kw": ("Total Power (kW)", "总功耗kW"),
        "power_supply": ("Power Supply", "供电方式"),
        "battery_hours": ("Backup Battery (h)", "后备电池时长h"),
        "maintenance_level": ("Maintenance Level", "维护等级"),
        "coverage_scene": ("Coverage Scene", "覆盖场景"),
        "terrain": ("Terrain", "地形"),
        "generator_service": ("Generator Service", "是否选择发电服务"),
        "night_access": ("Access 0 to 6 h", "0-6点是否可上站"),
    },
    "Building Indoor": {
        "building_type": ("Building Type", "建筑物类型"),
        "coverage_area": ("Coverage Area", "覆盖面积㎡"),
        "floors_lifts": ("Floors and Lifts", "楼层/电梯数"),
        "signal_band": ("Signal Source Bands", "信源频段"),
        "dual_path": ("Dual Path", "是否双路"),
        "poi_type": ("POI Type", "POI类型"),
        "poi_max_ports": ("POI Input Ports, Max.", "POI最大输入端口数"),
        "poi_min_power": ("POI Input Power per Port, Min.", "POI单端口最小输入功率dBm"),
        "rru_count": ("RRU Count", "RRU数"),
    },
    "Tunnel Indoor": {
        "tunnel_type": ("Tunnel Type", "隧道类型"),
        "tunnel_length": ("Tunnel Length", "隧道长度km"),
        "signal_band": ("Signal Source Bands", "信源频段"),
        "dual_path": ("Dual Path", "是否双路"),
        "poi_type": ("POI Type", "POI类型"),
        "poi_max_ports": ("POI Input Ports, Max.", "POI最大输入端口数"),
        "poi_min_power": ("POI Input Power per Port, Min.", "POI单端口最小输入功率dBm"),
        "leaky_cable_type": ("Leaky Cable Type", "泄漏电缆类型"),
    },
}
REQUIRED_COLUMNS = (
    *("operator", "province", "city", "district", "site_name", "longitude", "latitude", "address", "need_date"),
    "system_count",
)
TEMPLATE_REQUIRED = {
    "Tower": ("mounting_height", "antenna_count"),
    "Building Indoor": ("building_type", "coverage_area", "signal_band"),
    "Tunnel Indoor": ("tunnel_type", "tunnel_length", "signal_band"),
}
NUMBERS = ("longitude", "latitude", "mounting_height", "power_kw", "battery_hours", "coverage_area", "tunnel_length",
           "poi_min_power")  # fmt: skip
WHOLE_NUMBERS = ("system_count", "antenna_count", "poi_max_ports", "rru_count")
CHECKS = ("is_railway", "rru_on_tower", "bbu_in_room", "generator_service", "night_access", "dual_path")
IGNORED_HEADERS = ("No.", "序号", "Demand Batch", "需求批次")
YES = {"是", "yes", "y", "1", "true", "√"}
NO = {"否", "no", "n", "0", "false", "×"}
NOTE = re.compile(r"[\s*＊]|[（(].*?[）)]")
HEADER_ROW = 1


@dataclass(frozen=True)
class CellProblem:
    """What is wrong with one cell: ``kind``, the field, the column's letter and what stands there.

    Kinds: missing, value, choice, yes_no, date, number, swapped, outside, unknown_column, double_column, refused.
    """

    kind: str
    fieldname: str = ""
    column: str = ""
    value: str = ""


@dataclass
class FormRow:
    """One row of the sheet: its number, its values and what is wrong with it."""

    number: int
    values: dict[str, Any]
    problems: list[CellProblem] = field(default_factory=list)


class Unreadable(ValueError):
    """A cell's text has no meaning for its field; ``kind`` says which meaning was looked for."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def columns_of(template: str) -> dict[str, tuple[str, str]]:
    """Return fieldname -> (English, Chinese) header of a template, in the order of the form."""
    return {**COMMON_COLUMNS, **TEMPLATE_COLUMNS[template]}


def required_columns(template: str) -> tuple[str, ...]:
    """Return the fieldnames that every row of a template has to fill."""
    return (*REQUIRED_COLUMNS, *TEMPLATE_REQUIRED[template])


def parse_form(
    template: str, sheet: Sequence[Sequence[Any]], choices: Mapping[str, Mapping[str, str]]
) -> list[FormRow]:
    """Turn a sheet, whose first row holds the headers, into rows with their problems; empty rows are left out.

    A problem of the headers makes a row of its own, number 1.
    ``choices``: fieldname -> text that may stand in the sheet -> stored value (operators, options, both languages).
    """
    if not sheet:
        return []
    columns, problems = _read_headers(template, sheet[0])
    rows = [FormRow(HEADER_ROW, {}, problems)] if problems else []
    for number, cells in enumerate(sheet[1:], start=HEADER_ROW + 1):
        given = {columns[place]: cell for place, cell in enumerate(cells) if place in columns and not _is_empty(cell)}
        if given:
            places = {name: column_letter(place) for place, name in columns.items()}
            rows.append(_parse_row(template, number, given, places, choices))
    return rows


def column_letter(place: int) -> str:
    """Return the letter of a column as sheets show it: 0 is A, 26 is AA."""
    letters, rest = "", place + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def _is_empty(cell: Any) -> bool:
    return cell is None or not str(cell).strip()


def _read_headers(template: str, header: Sequence[Any]) -> tuple[dict[int, str], list[CellProblem]]:
    """Return place -> fieldname, and the headers that are not known or stand twice."""
    known = {_folded(label): name for name, labels in columns_of(template).items() for label in (name, *labels)}
    ignored = {_folded(label) for label in IGNORED_HEADERS}
    columns: dict[int, str] = {}
    problems = []
    for place, cell in enumerate(header):
        text = _folded(cell)
        name = known.get(text)
        if not text or text in ignored:
            continue
        if name is None or name in columns.values():
            kind = "double_column" if name else "unknown_column"
            problems.append(CellProblem(kind, name or "", column_letter(place), str(cell)))
        else:
            columns[place] = name
    return columns, problems


def _folded(text: Any) -> str:
    return NOTE.sub("", str(text or "")).casefold()


def _parse_row(
    template: str,
    number: int,
    given: Mapping[str, Any],
    places: Mapping[str, str],
    choices: Mapping[str, Mapping[str, str]],
) -> FormRow:
    row = FormRow(number, {})
    for name, cell in given.items():
        try:
            row.values[name] = _value(name, cell, choices)
        except Unreadable as error:
            row.problems.append(CellProblem(error.kind, name, places[name], str(cell).strip()))
    for name in required_columns(template):
        if name not in given:
            row.problems.append(CellProblem("missing", name, places.get(name, "")))
    lon, lat = row.values.get("longitude"), row.values.get("latitude")
    if lon is not None and lat is not None:
        problem = position_problem((lon, lat))
        if problem:
            row.problems.append(CellProblem(problem, "longitude", places["longitude"], f"{lon}, {lat}"))
    row.problems.sort(key=lambda problem: (len(problem.column), problem.column))
    return row


def _value(name: str, cell: Any, choices: Mapping[str, Mapping[str, str]]) -> Any:
    if name in NUMBERS:
        return _number(cell)
    if name in WHOLE_NUMBERS:
        number = _number(cell)
        if not number.is_integer():
            raise Unreadable("number")
        return int(number)
    if name in CHECKS:
        return _yes_or_no(cell)
    if name == "need_date":
        return _day(cell)
    text = _text(cell)
    if name in choices:
        if text.casefold() not in choices[name]:
            raise Unreadable("choice")
        return choices[name][text.casefold()]
    return text


def _number(cell: Any) -> float:
    try:
        number = float(str(cell).strip().replace(",", ""))
    except ValueError:
        raise Unreadable("number") from None
    if not math.isfinite(number):
        raise Unreadable("number")
    return number


def _yes_or_no(cell: Any) -> int:
    text = _text(cell).casefold()
    if text not in YES | NO:
        raise Unreadable("yes_no")
    return int(text in YES)


def _text(cell: Any) -> str:
    """Return a cell as text; a whole number, such as a telephone number, without a decimal point."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _day(cell: Any) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = re.sub(r"[年月/.]", "-", str(cell).strip()).replace("日", "")
    try:
        return datetime.strptime(text[:10], "%Y-%m-%d").date()
    except ValueError:
        raise Unreadable("date") from None
