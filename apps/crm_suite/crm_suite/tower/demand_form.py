"""The demand collection form: columns per template, and rows of a sheet turned into values; pure.

A header may be the Chinese or English label or the fieldname; a star or a note in brackets after it is ignored.
"""

from __future__ import annotations

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
YES = {"是", "yes", "y", "1", "true", "√"}
NOTE = re.compile(r"[\s*＊]|[（(].*?[）)]")


@dataclass
class FormRow:
    """One row of the sheet: its number, its values and what is wrong with it (problem id, column)."""

    number: int
    values: dict[str, Any]
    problems: list[tuple[str, str]] = field(default_factory=list)


def columns_of(template: str) -> dict[str, tuple[str, str]]:
    """Return fieldname -> (English, Chinese) header of a template, in the order of the form."""
    return {**COMMON_COLUMNS, **TEMPLATE_COLUMNS[template]}


def parse_form(
    template: str, sheet: Sequence[Sequence[Any]], choices: Mapping[str, Mapping[str, str]]
) -> list[FormRow]:
    """Turn a sheet, whose first row holds the headers, into rows with their problems; empty rows are left out.

    ``choices``: fieldname -> text that may stand in the sheet -> stored value (operators, options, both languages).
    """
    if not sheet:
        return []
    names = _fieldnames(template, sheet[0])
    rows = []
    for number, cells in enumerate(sheet[1:], start=2):
        given = {name: cell for name, cell in zip(names, cells) if name and cell not in (None, "")}
        if given:
            rows.append(_parse_row(template, number, given, choices))
    return rows


def _fieldnames(template: str, header: Sequence[Any]) -> list[str | None]:
    known: dict[str, str] = {}
    for name, labels in columns_of(template).items():
        for label in (name, *labels):
            known[_folded(label)] = name
    return [known.get(_folded(cell)) for cell in header]


def _folded(text: Any) -> str:
    return NOTE.sub("", str(text or "")).casefold()


def _parse_row(template: str, number: int, given: dict[str, Any], choices: Mapping[str, Mapping[str, str]]) -> FormRow:
    row = FormRow(number, {})
    for name, cell in given.items():
        try:
            row.values[name] = _value(name, cell, choices)
        except ValueError:
            row.problems.append(("value", name))
    for name in (*REQUIRED_COLUMNS, *TEMPLATE_REQUIRED[template]):
        if name not in given:
            row.problems.append(("missing", name))
    lon, lat = row.values.get("longitude"), row.values.get("latitude")
    if lon is not None and lat is not None:
        problem = position_problem((lon, lat))
        if problem:
            row.problems.append((problem, "longitude"))
    return row


def _value(name: str, cell: Any, choices: Mapping[str, Mapping[str, str]]) -> Any:
    if name in NUMBERS:
        return float(cell)
    if name in WHOLE_NUMBERS:
        return int(float(cell))
    if name in CHECKS:
        return int(str(cell).strip().casefold() in YES)
    if name == "need_date":
        return _day(cell)
    text = str(cell).strip()
    if name in choices:
        try:
            return choices[name][text.casefold()]
        except KeyError:
            raise ValueError(text) from None
    return text


def _day(cell: Any) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = str(cell).strip().replace("/", "-").replace(".", "-")[:10]
    return datetime.strptime(text, "%Y-%m-%d").date()
