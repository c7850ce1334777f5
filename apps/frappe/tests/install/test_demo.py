"""The demo company: loaded once through the document layer, taken away except for what people changed."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import frappe
import pytest
from frappe.context import local
from frappe.install import demo
from frappe.install.demo import is_loaded, load_demo, remove_demo
from frappe.install.demo_records import Player
from frappe.journal import start_operation
from frappe.localization.clock import frozen

PERSON = "li.na@xinghe.example"


@pytest.fixture
def loaded(crm: Any) -> dict[str, int]:
    start_operation("command")
    counts = load_demo()
    start_operation("request")
    return counts


def stored() -> dict[str, int]:
    """How many records each DocType has, and where the naming series stand."""
    filters = {"issingle": 0, "istable": 0, "is_virtual": 0}
    counts = {name: frappe.db.count(name) for name in frappe.get_all("DocType", filters, pluck="name")}
    series = frappe.db.sql("select name, current from tabSeries where current > 0")
    return {name: count for name, count in (*counts.items(), *series) if count}


def kept_reasons(report: dict[str, Any]) -> dict[tuple[str, str], str]:
    return {(row["doctype"], row["title"]): row["reason"] for row in report["kept"]}


def customer_named(name: str) -> Any:
    return frappe.get_doc("Customer", {"customer_name": name})


def test_the_company_is_whole(loaded: dict[str, int]) -> None:
    expected = {"Company": 1, "Branch": 4, "User": 13, "Employee": 13, "Sales Person": 6, "Customer": 44, "Contact": 42,
                "Lead": 10, "Opportunity": 19, "Quotation": 13, "Issue": 12, "Operator": 2, "Tower Site": 8,
                "Demand Batch": 1, "Site Demand": 16, "Tower Order": 5}  # fmt: skip
    assert {doctype: loaded[doctype] for doctype in expected} == expected
    assert {doctype: frappe.db.count(doctype) for doctype in ("Customer", "Opportunity", "Tower Order")} == {
        doctype: expected[doctype] for doctype in ("Customer", "Opportunity", "Tower Order")
    }


@pytest.mark.parametrize(
    ("doctype", "states"),
    [("Lead", 6), ("Opportunity", 5), ("Quotation", 9), ("Issue", 9), ("Site Demand", 10), ("Tower Order", 5)],
)
def test_each_workflow_has_records_in_several_states(loaded: Any, doctype: str, states: int) -> None:
    found = set(frappe.get_all(doctype, pluck="workflow_state"))

    assert len(found) >= states, found


def test_states_were_reached_by_the_right_people(loaded: Any) -> None:
    accepted = frappe.get_doc("Quotation", {"workflow_state": "Accepted"})

    rows = frappe.get_all(
        "Comment", {"reference_name": accepted.name, "comment_type": "Workflow"}, pluck="comment_email",
        order_by="creation asc",
    )  # fmt: skip
    assert rows == [
        "tom.baker@xinghe.example", "wang.fang@xinghe.example", "zhou.min@xinghe.example",
        "tom.baker@xinghe.example", "tom.baker@xinghe.example",
    ]  # fmt: skip


def test_the_imported_batch_holds_a_suspected_duplicate(loaded: Any) -> None:
    names = frappe.get_all("Site Demand", {"workflow_state": "Duplicate Suspected"}, pluck="site_name")

    assert sorted(names) == ["海韵小区", "海韵小区北门"]


def test_it_is_one_operation(loaded: Any) -> None:
    rows = frappe.db.sql(
        "select distinct o.kind from __journal j join __journal o on o.operation = j.operation "
        "and o.kind is not null where j.doctype = 'Customer'"
    )

    assert rows == (("demo",),)


def test_nobody_has_a_password_and_nobody_is_mailed(loaded: Any) -> None:
    assert frappe.db.count("Email Queue") == 0
    assert frappe.db.sql("select name from __Auth where doctype = 'User'") == (("Administrator",),)


@pytest.mark.parametrize("moment", ["2027-02-20 10:00:00", "2028-12-31 23:59:00"])
def test_days_follow_the_day_of_loading(crm: Any, moment: str) -> None:
    with frozen(moment):
        load_demo()

    filters = {"status": "Open", "lead": ["is", "not set"]}
    closes = frappe.get_all("Opportunity", filters, pluck="expected_close", order_by="expected_close asc")
    assert str(closes[0]) == str(frappe.utils.add_days(moment, 21))[:10]


def test_a_second_load_is_refused_and_says_what_to_do(loaded: Any) -> None:
    before = stored()

    with pytest.raises(frappe.ValidationError, match="remove-demo"):
        load_demo()

    assert stored() == before


def test_taking_it_away_leaves_the_site_as_it_was(crm: Any) -> None:
    before = stored()
    start_operation("command")
    loaded = load_demo()

    report = remove_demo()

    assert report["kept"] == []
    assert report["deleted"] > 200
    assert stored() == before
    assert load_demo() == loaded


def test_a_changed_record_stays_with_what_it_needs_and_is_listed(loaded: Any) -> None:
    contact = frappe.get_doc("Contact", {"company_name": "Cedar Point University"})
    contact.update({"designation": "Rector"}).save()

    reasons = kept_reasons(remove_demo())

    customer = customer_named("Cedar Point University")
    assert reasons[("Contact", frappe.db.get_value("Contact", contact.name, "full_name"))] == "changed since"
    assert reasons[("Customer", "Cedar Point University")] == f"Contact {contact.name} needs it"
    assert frappe.get_all("Customer", pluck="name") == [customer.name]
    assert frappe.get_all("Contact", pluck="name") == [contact.name]
    assert {doctype for doctype, _title in reasons} == {"Contact", "Customer", "User", "Branch", "Company"}
    assert frappe.db.count("Opportunity") == 0
    customer.update({"short_name": "Cedar"}).save()
    assert customer.account_manager in frappe.get_all("User", pluck="name")


def test_a_record_that_a_new_one_refers_to_stays(loaded: Any) -> None:
    customer = customer_named("Cedar Point University")
    item = frappe.get_doc("Item", "XH-AP-100")
    mine = frappe.get_doc(
        {"doctype": "Quotation", "customer": customer.name, "items": [{"item": item.name, "qty": 1}]}
    ).insert()

    reasons = kept_reasons(remove_demo())

    assert reasons[("Customer", "Cedar Point University")] == f"Quotation {mine.name} refers to it"
    assert reasons[("Item", item.item_name)] == f"Quotation {mine.name} refers to it"
    assert frappe.get_all("Quotation", pluck="name") == [mine.name]
    mine.reload().update({"remark": "still whole"}).save()


def test_what_the_system_does_by_itself_is_no_change(loaded: Any) -> None:
    frappe.db.set_value("User", PERSON, {"last_login": frappe.utils.now()}, update_modified=False)
    start_operation("job", route="watch_issues")
    issue = frappe.get_doc("Issue", {"workflow_state": "New"})
    issue.update({"agreement_status": "Breached"}).save()

    assert remove_demo()["kept"] == []


def test_a_job_that_a_person_started_counts_as_his_change(loaded: Any) -> None:
    request = start_operation("request")
    start_operation("job", route="bulk_edit").parent = request.id
    frappe.get_doc("Issue", {"workflow_state": "New"}).update({"severity": "Minor"}).save()

    assert "Issue" in {row["doctype"] for row in remove_demo()["kept"]}


def test_a_new_load_waits_until_kept_records_are_gone(loaded: Any) -> None:
    item = frappe.get_doc("Item", "XH-AP-100")
    item.update({"standard_rate": 1300}).save()
    assert kept_reasons(remove_demo()) == {("Item", "无线接入点 AP100"): "changed since"}

    with pytest.raises(frappe.ValidationError, match="1 records .* such as Item XH-AP-100"):
        load_demo()

    item.delete()
    assert load_demo() == loaded


def test_only_a_system_manager_takes_it_away_or_asks(loaded: Any) -> None:
    local.flags.in_test = False  # in tests of apps ``only_for`` lets everybody pass
    frappe.set_user(PERSON)

    with pytest.raises(frappe.PermissionError):
        demo.remove()
    with pytest.raises(frappe.PermissionError):
        is_loaded()
    with pytest.raises(frappe.PermissionError):
        demo.preview()

    frappe.set_user("Administrator")
    assert is_loaded() is True
    told = demo.preview()
    assert is_loaded() is True
    assert told["deleted"] > 0
    assert demo.remove() == told
    assert is_loaded() is False
    with pytest.raises(frappe.ValidationError, match="not loaded"):
        demo.remove()


def test_a_site_without_the_app_is_told_what_is_missing(site: Any) -> None:
    with pytest.raises(frappe.ValidationError, match="Branch, .*Install their app first"):
        load_demo()

    assert local.session.user == "Administrator"


def test_a_folder_without_records_is_named(site: Any, tmp_path: Path) -> None:
    with pytest.raises(frappe.ValidationError, match="no demo company in"):
        load_demo(tmp_path)


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ({"doctype": "ToDo", "description": "$ref:nobody"}, "nobody before it is made"),
        ({"doctype": "ToDo", "_find": {"description": "lost"}}, "No ToDo was made"),
    ],
)
def test_mistakes_in_the_files_are_named(site: Any, tmp_path: Path, entry: dict[str, Any], text: str) -> None:
    (tmp_path / "1.json").write_text(json.dumps([entry]))

    with pytest.raises(frappe.ValidationError, match=text):
        load_demo(tmp_path)


def test_days_moments_and_references_are_resolved_at_any_depth(site: Any) -> None:
    player = Player()
    player.names["star"] = ("Customer", "CUST-1")
    player.moment = datetime(2028, 2, 28, 23, 30)

    assert player.resolve({"a": ["$day:1", {"b": "$ref:star"}], "c": "$time:1.5", "d": "$5", "e": 7}) == {
        "a": ["2028-02-29", {"b": "CUST-1"}], "c": "2028-02-29 01:00:00", "d": "$5", "e": 7,
    }  # fmt: skip
