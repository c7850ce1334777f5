"""The set-up of a new site: what it proposes, makes, refuses, and that it is done once and whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import frappe
import pytest
from core.people import make_user
from frappe.boot import get_boot
from frappe.desk.page.setup_wizard.setup_wizard import get_setup, is_complete, setup_complete
from frappe.exceptions import PermissionError as NoPermission
from frappe.exceptions import ValidationError

REGION = {
    "language": "en", "country": "Germany", "currency": "EUR", "time_zone": "Europe/Berlin",
    "date_format": "dd.mm.yyyy", "time_format": "HH:mm", "number_format": "#.###,##",
    "first_day_of_the_week": "Monday",
}  # fmt: skip
ARGS: dict[str, Any] = {
    **REGION,
    "company_name": "Nordlicht Funk GmbH",
    "users": [{"email": "jana@nordlicht.example", "full_name": "Jana Voss", "role": "Sales Manager"}],
}


@pytest.fixture(autouse=True)
def new_site(crm: Any) -> Iterator[None]:
    frappe.db.set_single_value("System Settings", "setup_complete", 0)
    yield


def stored(fieldname: str) -> Any:
    return frappe.db.get_single_value("System Settings", fieldname)


def test_a_country_proposes_what_people_there_use() -> None:
    offered = get_setup()
    by_name = {country["name"]: country for country in offered["countries"]}

    assert by_name["Germany"] == {
        "name": "Germany", "time_zone": "Europe/Berlin", "date_format": "dd.mm.yyyy", "time_format": "HH:mm:ss",
        "currency": "EUR", "number_format": by_name["Germany"]["number_format"],
    }  # fmt: skip
    assert by_name["China"]["currency"] == "CNY" and by_name["China"]["time_zone"] == "Asia/Shanghai"
    assert "Sales Manager" in offered["roles"] and not {"All", "Guest", "Administrator"} & set(offered["roles"])
    assert "dd.mm.yyyy" in offered["options"]["date_format"]
    assert all(country["time_zone"] in offered["time_zones"] for country in (by_name["China"], by_name["Germany"]))


def test_settings_company_and_users_are_made_at_once() -> None:
    assert get_boot()["setup_needed"] is True

    setup_complete(ARGS)

    assert {name: stored(name) for name in REGION} == REGION
    company = frappe.get_doc("Company", "Nordlicht Funk GmbH")
    assert (company.abbr, company.default_currency, company.country) == ("NFG", "EUR", "Germany")
    assert frappe.db.get_single_value("Selling Settings", "base_currency") == "EUR"
    user = frappe.get_doc("User", "jana@nordlicht.example")
    assert (user.full_name, [row.role for row in user.roles]) == ("Jana Voss", ["Sales Manager"])
    assert frappe.db.count("Email Queue Recipient", {"recipient": user.name}) == 1
    assert is_complete() and get_boot()["setup_needed"] is False


def test_it_is_done_once() -> None:
    setup_complete(ARGS)

    with pytest.raises(ValidationError, match="already"):
        setup_complete({**ARGS, "company_name": "Second", "users": []})
    assert not frappe.db.exists("Company", "Second")


@pytest.mark.parametrize(
    ("wrong", "fieldname", "row"),
    [
        ({"time_zone": "Mars/Base"}, "time_zone", None),
        ({"country": "Atlantis"}, "country", None),
        ({"currency": "XYZ1"}, "currency", None),
        ({"language": "tlh"}, "language", None),
        ({"date_format": "yy"}, "date_format", None),
        ({"users": [ARGS["users"][0], {"email": "no mail", "full_name": "X", "role": "Sales Manager"}]}, "email", 2),
        ({"users": [{"email": "a@example.com", "role": "Emperor"}]}, "role", 1),
        ({"users": [ARGS["users"][0], ARGS["users"][0]]}, "email", 2),
        ({"users": [{"email": f"u{n}@example.com", "role": "Sales Manager"} for n in range(21)]}, "users", None),
        ({"users": "nonsense"}, None, None),
        ({"company_name": "x" * 150}, "company_name", None),
    ],
)
def test_a_wrong_value_is_named_and_nothing_is_made(wrong: Any, fieldname: str | None, row: int | None) -> None:
    before = frappe.db.count("User"), frappe.db.count("Company")
    frappe.db.savepoint("wizard")

    with pytest.raises(ValidationError) as caught:
        setup_complete({**ARGS, **wrong})
    frappe.db.rollback(save_point="wizard")

    assert getattr(caught.value, "fieldname", None) == fieldname and getattr(caught.value, "row", None) == row
    assert (frappe.db.count("User"), frappe.db.count("Company")) == before and not is_complete()


def test_only_system_managers_set_up_a_site() -> None:
    frappe.set_user(make_user("rep@example.com", "Sales Representative"))

    assert get_boot()["setup_needed"] is False
    for call in (get_setup, lambda: setup_complete(ARGS)):
        with pytest.raises(NoPermission):
            call()


def test_apps_are_told_of_success_and_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Any] = []
    hooks = {
        "setup_wizard_stages": lambda args: [{"status": "x", "tasks": [{"fn": told.append, "args": "task"}]}],
        "setup_wizard_success": lambda args: told.append("success"),
        "setup_wizard_exception": lambda error, args: told.append(type(error).__name__),
    }
    module = "frappe.desk.page.setup_wizard.setup_wizard"
    monkeypatch.setattr(f"{module}.get_hooks", lambda name: [name] if name in hooks else [])
    monkeypatch.setattr(f"{module}.get_attr", lambda name: hooks[name])

    with pytest.raises(ValidationError):
        setup_complete({"country": "Atlantis"})
    setup_complete({})

    assert told == ["ValidationError", "task", "success"]
