"""Chinese is complete: the framework with the desk, and the business app on top of it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import frappe
import pytest
from frappe.boot import get_boot
from frappe.metadata.fieldtypes import STANDARD_LABELS
from frappe.permissions.rules import RIGHTS
from frappe.translate.build import Completeness, check_completeness
from frappe.translate.files import Messages, app_messages, read_csv, write_csv

ROOT = Path(__file__).parents[4]
FRAPPE = ROOT / "apps/frappe/frappe"
CRM = ROOT / "apps/crm_suite/crm_suite"
DESK = ROOT / "desk/src"
SEED = FRAPPE / "install/seed/data"


def checked(app: str) -> Completeness:
    if app == "frappe":
        return check_completeness(FRAPPE, "zh", DESK)
    return check_completeness(CRM, "zh", below=app_messages(FRAPPE, "zh"))


@pytest.mark.parametrize("app", ["frappe", "crm_suite"])
def test_every_text_has_a_translation_that_fits(app: str) -> None:
    found = checked(app)

    assert found.total > 1000
    assert [f"{message.path}:{message.line}: {message.text}" for message in found.missing] == []
    assert found.broken == ()


def test_texts_that_code_looks_up_by_name_are_translated() -> None:
    known = app_messages(FRAPPE, "zh")
    countries = [row["country_name"] for row in json.loads((SEED / "countries.json").read_text(encoding="utf-8"))]

    lacking = [text for text in (*STANDARD_LABELS.values(), *RIGHTS, *countries) if text not in known]

    assert lacking == []


@pytest.mark.parametrize("app", [FRAPPE, CRM])
def test_every_row_is_chinese_with_the_placeholders_of_its_source(app: Path) -> None:
    rows = app_messages(app, "zh")

    placeholders = {
        key: text for key, text in rows.items() if set(re.findall(r"\{\w*\}", key)) != set(re.findall(r"\{\w*\}", text))
    }
    half_width = [text for text in rows.values() if re.search(r"[一-鿿][,;?!]|[,;?!][一-鿿]", text)]
    sentences = [
        key
        for key, text in rows.items()
        if re.search(r"(?<! No)(?<! Max)(?<! Min)(?<=[a-z}])\.$", key) and not text.endswith("。")
    ]

    assert (placeholders, half_width, sentences) == ({}, [], [])


def copy_of_the_app(folder: Path, rows: Messages) -> Path:
    """A small app with the framework's texts of one room and a translation file of its own."""
    app = folder / "copied"
    (app / "workflow").mkdir(parents=True)
    for source in (FRAPPE / "workflow").glob("*.py"):
        (app / "workflow" / source.name).write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    write_csv(app / "translations/zh.csv", [(key, text, "") for key, text in rows.items()])
    return app


def test_a_row_that_is_taken_away_is_missed(tmp_path: Path) -> None:
    rows = read_csv(FRAPPE / "translations/zh.csv")
    whole = check_completeness(copy_of_the_app(tmp_path / "whole", rows), "zh")
    del rows["Self approval is not allowed"]

    found = check_completeness(copy_of_the_app(tmp_path / "less", rows), "zh")

    assert whole.missing == ()
    assert [message.text for message in found.missing] == ["Self approval is not allowed"]


def test_a_translation_with_a_foreign_placeholder_is_told(tmp_path: Path) -> None:
    rows = read_csv(FRAPPE / "translations/zh.csv")
    rows["{0} has no workflow."] = "{1}没有工作流。"

    found = check_completeness(copy_of_the_app(tmp_path, rows), "zh")

    assert len(found.broken) == 1
    assert "'{0} has no workflow.' has no placeholder {1}" in found.broken[0]


@pytest.mark.usefixtures("site")
def test_the_desk_learns_which_names_are_texts() -> None:
    frappe.local.lang = "zh"
    boot = get_boot()

    assert {"Country", "Role", "Workflow State", "DocType"} <= set(boot["translated_doctypes"])
    assert "User" not in boot["translated_doctypes"]
    assert "System Settings" in boot["single_types"]
