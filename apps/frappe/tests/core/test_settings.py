"""System Settings, languages, currencies, countries, translations, log settings."""

from __future__ import annotations

from typing import Any

import frappe
import pytest
from frappe import _
from frappe.core.doctype.log_settings.log_settings import run_log_clean_up
from frappe.exceptions import ValidationError
from frappe.utils import add_days, now_datetime


def settings(**values: Any) -> Any:
    return frappe.get_doc("System Settings").update(values).save()


def test_saved_settings_are_global_defaults_at_once(site: Any) -> None:
    settings(date_format="dd.mm.yyyy", float_precision="4")

    assert frappe.db.get_default("date_format") == "dd.mm.yyyy"
    assert frappe.get_system_settings("float_precision") == "4"
    assert frappe.defaults.get_global_default("float_precision") == "4"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"time_zone": "Mars/Olympus"}, "is not a time zone"),
        ({"session_expiry": "soon"}, "hh:mm"),
        ({"session_expiry": "00:00"}, "hh:mm"),
        ({"password_min_length": 3}, "must be between 6 and 128"),
        ({"allow_consecutive_login_attempts": 0}, "must be between 1 and 100"),
        ({"enable_two_factor_auth": 1, "two_factor_method": "SMS"}, "setup SMS"),
        ({"disable_user_pass_login": 1, "login_with_email_link": 0}, "at least one way"),
    ],
)
def test_settings_that_would_lock_people_out_are_refused(site: Any, values: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        settings(**values)


def test_language_and_currency_of_the_site_stay_enabled(site: Any) -> None:
    language = frappe.db.get_single_value("System Settings", "language")
    settings(currency="CNY")

    with pytest.raises(ValidationError, match="language of the site"):
        frappe.get_doc("Language", language).update({"enabled": 0}).save()
    with pytest.raises(ValidationError, match="currency of the site"):
        frappe.get_doc("Currency", "CNY").update({"enabled": 0}).save()
    frappe.db.set_value("Language", "fr", "enabled", 0)
    with pytest.raises(ValidationError, match="Language fr is not available"):
        settings(language="fr")


@pytest.mark.parametrize(
    ("doctype", "values", "said"),
    [
        ("Language", {"language_code": "zh_CN!", "language_name": "x"}, "not a language code"),
        ("Currency", {"currency_name": "xts", "fraction_units": -1}, "negative"),
        ("Country", {"country_name": "Nowhere", "code": "now"}, "two letters"),
        ("Country", {"country_name": "Nowhere", "code": "nw", "time_zones": "Mars/Olympus"}, "not a time zone"),
    ],
)
def test_reference_records_are_checked(site: Any, doctype: str, values: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        frappe.get_doc({"doctype": doctype, **values}).insert()


def test_a_site_knows_the_worlds_countries_currencies_and_languages(site: Any) -> None:
    assert frappe.db.get_value("Country", "China", ["code", "time_zones"])[0] == "cn"
    assert frappe.db.count("Country") > 240
    assert frappe.db.get_value("Currency", "CNY", ["symbol", "enabled"]) == ("¥", 1)
    assert {"zh", "en"} <= set(frappe.get_all("Language", {"enabled": 1}, pluck="name"))


def translation(source: str, text: str, **values: Any) -> Any:
    return frappe.get_doc({"doctype": "Translation", "language": "zh", "source_text": source, "translated_text": text,
                           **values}).insert()  # fmt: skip


def test_translation_holds_at_once_and_no_longer_when_it_is_deleted(site: Any) -> None:
    doc = translation("Paper {0}", "文件 {0}")
    shown = _("Paper {0}", lang="zh")
    doc.delete()

    assert (shown, _("Paper {0}", lang="zh")) == ("文件 {0}", "Paper {0}")


def test_translation_for_a_context_leaves_the_text_elsewhere(site: Any) -> None:
    translation("Paper", "论文", context="Science")
    translation("Paper", "纸")

    assert (_("Paper", lang="zh", context="Science"), _("Paper", lang="zh")) == ("论文", "纸")


@pytest.mark.parametrize(("text", "said"), [("文件 {1}", "no placeholder {1}"), ("文件 {0}", "translated already")])
def test_translation_that_could_not_be_shown_is_refused(site: Any, text: str, said: str) -> None:
    translation("Paper {0}", "文件 {0}")

    with pytest.raises(ValidationError, match=said.replace("{", r"\{")):
        translation("Other {0}" if "1" in text else "Paper {0}", text)


def test_logs_older_than_their_days_go_and_others_stay(site: Any) -> None:
    names = []
    for days in (31, 1):
        log = frappe.get_doc({"doctype": "Error Log", "method": "x"}).insert()
        log.db_set("creation", add_days(now_datetime(), -days), update_modified=False)
        names.append(log.name)

    run_log_clean_up()

    assert [frappe.db.exists("Error Log", name) for name in names] == [None, names[1]]
    assert {"Error Log", "Activity Log"} <= {row.ref_doctype for row in frappe.get_doc("Log Settings").logs_to_clear}


@pytest.mark.parametrize(
    ("rows", "said"),
    [([{"ref_doctype": "User", "days": 1}], "is not a log"), ([{"ref_doctype": "Error Log"}] * 2, "appears twice")],
)
def test_only_logs_are_cleared(site: Any, rows: list[dict[str, Any]], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        frappe.get_doc("Log Settings").update({"logs_to_clear": rows}).save()


def test_error_log_keeps_a_long_title_in_its_text(site: Any) -> None:
    log = frappe.log_error("t" * 200, "the trace")

    assert len(log.method) == 140
    assert log.error == "t" * 200 + "\nthe trace"
