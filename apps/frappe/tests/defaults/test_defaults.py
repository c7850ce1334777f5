"""``frappe.defaults`` and System Settings values (contract 8.15)."""

from __future__ import annotations

import pytest
from frappe import defaults
from frappe.localization.settings import get_setting
from frappe.records.site_database import SiteDatabase


def test_user_default_goes_before_the_site(db: SiteDatabase) -> None:
    defaults.set_global_default("currency", "CNY")
    assert defaults.get_user_default("currency", "b@x") == "CNY"

    defaults.set_user_default("currency", "EUR", "b@x")

    assert defaults.get_user_default("currency", "b@x") == "EUR"
    assert defaults.get_user_default("currency") == "CNY"
    assert defaults.get_global_default("currency") == "CNY"
    assert defaults.get_user_default("nothing") is None


def test_several_values_are_a_list(db: SiteDatabase) -> None:
    defaults.add_user_default("territory", "North")
    defaults.add_user_default("territory", "South")

    assert defaults.get_user_default("territory") == "North"
    assert defaults.get_user_default_as_list("territory") == ["North", "South"]
    assert defaults.get_defaults_for("a@x") == {"territory": ["North", "South"]}
    assert defaults.get_defaults().territory == ["North", "South"]
    assert defaults.get_defaults().user == "a@x"


def test_defaults_can_be_cleared(db: SiteDatabase) -> None:
    defaults.set_user_default("a", 1)
    defaults.set_user_default("b", True)
    defaults.clear_user_default("a")
    assert defaults.get_defaults_for("a@x") == {"b": "1"}

    defaults.clear_default(parent="a@x")
    assert defaults.get_defaults_for("a@x") == {}
    defaults.set_global_default("c", "x")
    defaults.set_global_default("c", None)
    assert defaults.get_global_default("c") is None
    defaults.clear_default()


def test_database_passes_defaults_on(db: SiteDatabase) -> None:
    db.set_default("country", "China")
    db.set_global("installed", "yes")
    db.add_default("country", "France")

    assert (db.get_default("country"), db.get_global("installed")) == ("China", "yes")
    assert db.get_defaults("country") == ["China", "France"]


def test_name_of_a_doctype_finds_the_scrubbed_default_or_the_one_permitted_record(
    db: SiteDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        defaults,
        "_permitted",
        [lambda user: {"Sales Area": [{"doc": "North"}], "Company": [{"doc": "A"}, {"doc": "B"}]}],
    )

    assert defaults.get_user_default("Sales Area") == "North"
    assert defaults.get_user_default("Company") is None
    defaults.set_user_default("sales_area", "South")
    assert defaults.get_user_default("Sales Area") == "South"


def test_rolled_back_default_is_not_remembered(db: SiteDatabase) -> None:
    assert defaults.get_user_default("x") is None
    defaults.set_user_default("x", "1")
    assert defaults.get_user_default("x") == "1"

    db.rollback()

    assert defaults.get_user_default("x") is None


def test_warm_defaults_cost_no_statement(db: SiteDatabase) -> None:
    defaults.get_user_default("x")
    db.connection.statement_log = []

    assert defaults.get_user_default("x") is None
    assert get_setting("language") == "en"
    assert len(db.connection.statement_log) <= 1
    db.connection.statement_log = []
    assert get_setting("time_zone") == "Asia/Shanghai"
    assert db.connection.statement_log == []


def test_settings_are_typed_and_fresh(db: SiteDatabase) -> None:
    db.set_single_value("System Settings", {"language": "zh", "currency_precision": "4"})

    assert get_setting("language") == "zh"
    assert defaults.get_system_setting("currency_precision") == 4
    db.rollback()
    assert get_setting("language") == "en"
