"""Points of contract section 12 about documents, metadata and rows; each test names its point."""

from __future__ import annotations

import datetime
import re
import sys
from pathlib import Path
from typing import Any

import frappe
import pytest
from frappe.desk.doctype.todo.todo import ToDo
from frappe.exceptions import (
    CannotChangeConstantError,
    DoesNotExistError,
    LinkValidationError,
    PermissionError,
    TimestampMismatchError,
    UniqueValidationError,
    WorkflowPermissionError,
)
from frappe.tests import patch_hooks
from point_site import USER, column, make_doctype, make_paper, make_role, make_user, recorded


class FirstToDo(ToDo):
    """An app's class for ToDo."""


class LastToDo(ToDo):
    """A later app's class for ToDo."""


@pytest.fixture
def hook_module(monkeypatch: pytest.MonkeyPatch) -> str:
    """Let hooks name this module's functions and classes."""
    monkeypatch.setitem(sys.modules, "frappe.point_hooks", sys.modules[__name__])
    return "frappe.point_hooks"


ON_INSERT = ("before_insert", "before_naming", "autoname", "before_validate", "validate", "before_save",
             "after_insert", "on_update", "on_change")  # fmt: skip


def test_point_01_hooks_are_lists_and_doc_events_dicts_of_lists(crm: Any) -> None:
    events = frappe.get_hooks("doc_events")

    assert frappe.get_hooks("app_name") == ["frappe", "crm_suite"]
    assert frappe.get_hooks("no_such_hook") == []
    assert frappe.get_hooks("no_such_hook", default=None) is None
    assert all(isinstance(handlers, list) for by_event in events.values() for handlers in by_event.values())


def test_point_01_last_app_decides_what_overrides(site: Any, hook_module: str) -> None:
    paths = [f"{hook_module}.FirstToDo", f"{hook_module}.LastToDo"]

    with patch_hooks({"override_doctype_class": {"ToDo": paths}}):
        found = frappe.new_doc("ToDo")

    assert type(found).__name__ == "LastToDo"


def test_point_02_events_of_an_insert_in_order(point: Any) -> None:
    with recorded("Point Paper", *ON_INSERT) as seen:
        doc = make_paper(subject="x").insert()

    names = dict(seen)
    assert [event for event, _name in seen] == [
        "before_insert", "before_naming", "autoname", "before_validate", "validate", "before_save", "after_insert",
        "on_update", "on_change",
    ]  # fmt: skip
    assert names["before_insert"] is None
    assert names["validate"] == doc.name


def test_point_02_on_change_runs_for_db_set(point: Any) -> None:
    doc = make_paper(subject="x").insert()

    with recorded("Point Paper", "on_change", "validate") as seen:
        doc.db_set("subject", "y")

    assert seen == [("on_change", doc.name)]


def test_point_03_links_are_checked_and_fetched_before_before_insert(point: Any) -> None:
    cities: list[Any] = []

    with patch_hooks({"doc_events": {"Point Paper": {"before_insert": [lambda doc, method: cities.append(doc.city)]}}}):
        make_paper(party="Acme").insert()

    assert cities == ["Bonn"]
    with recorded("Point Paper", "before_insert") as seen, pytest.raises(LinkValidationError):
        make_paper(party="Nobody").insert()
    assert seen == []


def test_point_03_bad_link_set_by_validate_is_not_checked_again(point: Any) -> None:
    def spoil(doc: Any, method: str) -> None:
        doc.party = "Nobody"

    with patch_hooks({"doc_events": {"Point Paper": {"validate": [spoil]}}}):
        doc = make_paper(party="Acme").insert()

    assert frappe.db.get_value("Point Paper", doc.name, "party") == "Nobody"


def test_point_04_given_name_is_discarded_but_by_prompt_set_name_and_import(point: Any) -> None:
    given = make_paper(name="MINE").insert()
    by_option = make_paper().insert(set_name="OPTION")
    frappe.flags.in_import = True
    imported = make_paper(name="IMPORTED").insert()
    frappe.flags.in_import = None

    assert given.name != "MINE"
    assert (by_option.name, imported.name) == ("OPTION", "IMPORTED")
    assert frappe.db.exists("Point Party", "Acme") == "Acme"


def test_point_05_stale_copy_is_refused_and_microseconds_count(point: Any) -> None:
    doc = make_paper(subject="x").insert()
    stale = frappe.get_doc("Point Paper", doc.name)
    doc.subject = "y"
    doc.save()

    stale.subject = "z"
    with pytest.raises(TimestampMismatchError):
        stale.save()
    assert len(str(doc.modified)) == 26
    fresh = frappe.get_doc("Point Paper", doc.name, for_update=True)
    fresh.subject = "z"
    fresh.save()
    assert frappe.db.get_value("Point Paper", doc.name, "subject") == "z"


def test_point_06_document_before_save_is_there_for_updates_only(point: Any) -> None:
    seen: list[tuple[Any, bool, bool]] = []

    def look(doc: Any, method: str) -> None:
        seen.append((doc.get_doc_before_save(), doc.has_value_changed("subject"), doc.has_value_changed("city")))

    with patch_hooks({"doc_events": {"Point Paper": {"validate": [look]}}}):
        doc = make_paper(subject="x").insert()
        doc.subject = "y"
        doc.save()

    assert seen[0] == (None, True, True)
    assert (seen[1][0].subject, seen[1][1:]) == ("x", (True, False))


def test_point_07_rows_left_out_go_and_rows_are_matched_by_name(point: Any) -> None:
    doc = make_paper(rows=[{"item": "a", "qty": 1}, {"item": "b", "qty": 2}]).insert()
    kept = doc.rows[1].name

    sent = frappe.get_doc("Point Paper", doc.name)
    sent.set("rows", [{"name": kept, "item": "b2", "qty": 2}, {"item": "c"}])
    sent.save()

    found = frappe.get_doc("Point Paper", doc.name)
    assert [(row.idx, row.item) for row in found.rows] == [(1, "b2"), (2, "c")]
    assert found.rows[0].name == kept


def test_point_08_single_keeps_text_casts_and_knows_defaults_only_without_rows(site: Any) -> None:
    make_doctype(
        "Point Settings", [column("number", "Int", default="7"), column("on", "Check"), column("word")], issingle=1
    )

    before = frappe.get_doc("Point Settings")
    fresh = (before.number, frappe.db.get_single_value("Point Settings", "number"))
    before.word = "x"
    before.number = 8
    before.save()

    assert fresh[0] == 7
    assert frappe.db.get_single_value("Point Settings", "number") == 8
    assert frappe.db.get_singles_dict("Point Settings").number == "8"
    assert frappe.db.get_single_value("Point Settings", "on") == 0
    frappe.db.set_single_value("Point Settings", "word", None)
    assert not frappe.get_doc("Point Settings").word


def test_point_09_blank_numbers_are_zero_blank_dates_and_unique_texts_null(point: Any) -> None:
    doc = make_paper(count=None, rate="", flag=None, amount=None, day="", moment="", code="").insert()
    other = make_paper(code="").insert()

    columns = ["count", "rate", "flag", "amount", "day", "moment", "code"]
    assert frappe.db.get_value("Point Paper", doc.name, columns) == (0, 0, 0, 0, None, None, None)
    assert other.name
    make_paper(code="A").insert()
    with pytest.raises(UniqueValidationError):
        make_paper(code="A").insert()


def test_point_10_shape_of_get_value(point: Any) -> None:
    doc = make_paper(subject="x", count=3).insert()
    get = frappe.db.get_value

    assert get("Point Paper", doc.name, "subject") == "x"
    assert get("Point Paper", doc.name, ["subject"]) == "x"
    assert get("Point Paper", doc.name, ["subject", "count"]) == ("x", 3)
    assert get("Point Paper", doc.name, ["subject"], as_dict=True) == {"subject": "x"}
    assert get("Point Paper", "none", "subject") is None
    assert get("Point Paper", {"subject": "x"}, "*", as_dict=True).count == 3


def test_point_11_user_with_a_share_lists_only_that_and_child_lists_need_a_parent(point: Any) -> None:
    mine, other = make_paper(subject="mine").insert(), make_paper(subject="other").insert()
    make_role("Point Role")
    make_user("Point Role")
    frappe.share.add("Point Paper", mine.name, USER)

    frappe.set_user(USER)

    assert frappe.get_list("Point Paper", pluck="name") == [mine.name]
    assert sorted(frappe.get_all("Point Paper", pluck="name")) == sorted([mine.name, other.name])
    with pytest.raises(PermissionError):
        frappe.get_list("Point Row")


def test_point_12_falsy_answer_of_a_hook_denies_and_a_true_one_grants_nothing(point: Any, hook_module: str) -> None:
    doc = make_paper(subject="x").insert()
    make_user("System Manager")
    make_user("Guest", name="nobody@example.com")

    def said(answer: Any, user: str) -> bool:
        with patch_hooks({"has_permission": {"Point Paper": [f"{hook_module}.answer"]}}):
            ANSWER[:] = [answer]
            return bool(frappe.has_permission("Point Paper", "read", doc, user=user))

    assert [said(answer, USER) for answer in (True, False, None, "")] == [True, False, False, False]
    assert said(True, "nobody@example.com") is False


ANSWER: list[Any] = []


def test_point_12_condition_of_a_hook_is_mariadb_sql_on_any_database(point: Any, hook_module: str) -> None:
    make_paper(subject="Alpha", day="2026-01-31").insert()
    make_paper(subject="Beta").insert()
    make_user("System Manager")
    text = "`tabPoint Paper`.`subject` like 'alp%%' and ifnull(`tabPoint Paper`.`day`, '') != ''"

    with patch_hooks({"permission_query_conditions": {"Point Paper": [f"{hook_module}.condition"]}}):
        CONDITION[:] = [text.replace("%%", "%")]
        frappe.set_user(USER)
        found = frappe.get_list("Point Paper", pluck="subject")

    assert found == ["Alpha"]


CONDITION: list[str] = []


def condition(user: str) -> str:
    return CONDITION[0]


def answer(doc: Any, ptype: str, user: str) -> Any:
    return ANSWER[0]


def test_point_13_filters_bear_null_and_text_knows_no_case(point: Any) -> None:
    make_paper(subject="Alpha").insert()
    make_paper(subject=None).insert()

    def listed(*condition: Any) -> Any:
        return frappe.get_all("Point Paper", filters=[["subject", *condition]], pluck="subject", order_by="subject asc")

    assert listed("!=", "Beta") == [None, "Alpha"]
    assert listed("not in", ["Beta"]) == [None, "Alpha"]
    assert listed("not like", "Be%") == [None, "Alpha"]
    assert listed("like", "aLPH%") == listed("=", "ALPHA") == ["Alpha"]
    assert frappe.db.exists("Point Party", "ACME")
    assert make_paper(party="acme").insert().party.lower() == "acme"


def test_point_18_fixtures_overwrite_and_run_validate_app_json_does_not(point: Any) -> None:
    from frappe.install.fixtures import import_records

    record = {"doctype": "Point Party", "name": "Acme", "city": "Berlin"}

    with recorded("Point Party", "validate") as seen:
        import_records([record])

    assert seen == [("validate", "Acme")]
    assert frappe.db.get_value("Point Party", "Acme", "city") == "Berlin"
    assert frappe.db.get_value("Point Party", "Globex", "city") == "Köln"


def test_point_19_patches_of_a_new_site_are_done_and_run_once_by_line(site: Any) -> None:
    from frappe.install.patches import get_all_patches, is_done, run_single

    assert [line for line in get_all_patches() if not is_done(line)] == []
    line = 'execute:frappe.db.set_single_value("System Settings", "app_name", "Patched")'
    assert run_single(line)
    frappe.db.set_single_value("System Settings", "app_name", "Mine")
    assert run_single(line)
    assert frappe.db.get_single_value("System Settings", "app_name") == "Mine"


def test_point_20_counters_lie_in_series_by_prefix_and_the_last_one_is_given_back(site: Any) -> None:
    make_doctype("Point Number", [column("naming_series", "Select", "PN-.YY.-.####")], autoname="naming_series:")
    made = [frappe.get_doc({"doctype": "Point Number"}).insert().name for _ in range(2)]
    prefix = made[0][:-4]

    def counter() -> Any:
        return frappe.db.sql("select current from tabSeries where name = %s", prefix)

    assert made == [f"{prefix}0001", f"{prefix}0002"]
    assert counter() == ((2,),)
    frappe.delete_doc("Point Number", made[0])
    assert counter() == ((2,),)
    frappe.delete_doc("Point Number", made[1])
    assert counter() == ((1,),)


def test_point_21_higher_level_is_restored_on_save_and_left_out_on_read(point: Any) -> None:
    make_role("Point Role")
    rights = dict.fromkeys(("read", "write", "create"), 1)
    values = {
        "doctype": "Custom DocPerm",
        "parent": "Point Paper",
        "parenttype": "DocType",
        "parentfield": "permissions",
    }
    frappe.get_doc({**values, "role": "Point Role", **rights}).insert()
    doc = make_paper(subject="x", cost="100").insert()
    make_user("Point Role")

    frappe.set_user(USER)
    found = frappe.get_doc("Point Paper", doc.name)
    found.subject, found.cost = "y", "1"
    found.save()
    found.apply_fieldlevel_read_permissions()

    assert frappe.db.get_value("Point Paper", doc.name, ["subject", "cost"]) == ("y", "100")
    assert found.get("cost") is None


def test_point_22_set_only_once_holds_and_creation_and_owner_do_too(point: Any) -> None:
    doc = make_paper(born="1").insert()

    for fieldname, value in (("born", "2"), ("creation", "2020-01-01 00:00:00"), ("owner", "Guest")):
        changed = frappe.get_doc("Point Paper", doc.name)
        changed.set(fieldname, value)
        with pytest.raises(CannotChangeConstantError):
            changed.save()


def test_point_23_versions_are_off_in_tests_unless_asked_for_and_for_updates_only(point: Any) -> None:
    doc = make_paper(subject="x").insert()
    doc.subject = "y"
    doc.save()
    silent = frappe.db.count("Version", {"docname": doc.name})
    doc.subject = "z"
    doc.save(ignore_version=False)

    assert silent == 0
    assert frappe.db.count("Version", {"docname": doc.name}) == 1


def test_point_24_password_is_stars_in_the_row_and_survives_a_save_of_stars(point: Any) -> None:
    doc = make_paper(key="s3cret").insert()
    again = frappe.get_doc("Point Paper", doc.name)
    again.save()

    assert frappe.db.get_value("Point Paper", doc.name, "key") == "******"
    assert set(again.key) == {"*"}
    assert frappe.get_doc("Point Paper", doc.name).get_password("key") == "s3cret"


def test_point_25_cache_gives_copies_and_clear_cache_keeps_what_apps_keep(site: Any) -> None:
    frappe.cache.set_value("point", {"rows": [1]})
    frappe.cache.get_value("point")["rows"].append(2)
    frappe.cache.set_value("kept:1", "x")

    before = frappe.cache.get_value("point")
    with patch_hooks({"persistent_cache_keys": ["kept:*"]}):
        frappe.clear_cache()

    assert before == {"rows": [1]}
    assert frappe.cache.get_value("point") is None
    assert frappe.cache.get_value("kept:1") == "x"


def test_point_26_init_empties_local_and_destroy_closes_it(site: Any) -> None:
    name, folder = frappe.local.site, frappe.local.sites_path
    frappe.flags.mine = 1

    frappe.destroy()
    frappe.init(site=name, sites_path=folder)
    frappe.connect()

    assert frappe.flags.mine is None
    assert frappe.session.user == "Administrator"
    assert frappe.db.exists("User", "Administrator")


def test_point_27_times_are_durations_dates_compare_and_now_is_naive_text(point: Any) -> None:
    values = {"hour": "10:30:00", "day": "2026-03-01", "moment": "2026-03-01 10:30:00.123456"}
    doc = frappe.get_doc("Point Paper", make_paper(**values).insert().name)

    assert doc.hour == datetime.timedelta(hours=10, minutes=30)
    assert doc.day == datetime.date(2026, 3, 1)
    assert doc.moment == datetime.datetime(2026, 3, 1, 10, 30, 0, 123456)
    assert frappe.utils.getdate(doc.moment) == doc.day
    assert datetime.datetime.strptime(frappe.utils.now(), "%Y-%m-%d %H:%M:%S.%f").tzinfo is None


def test_point_30_state_set_by_a_plain_save_is_a_transition_of_the_stored_document(site: Any) -> None:
    make_doctype("Point Flow", [column("workflow_state", "Link", "Workflow State"), column("note")])
    for state in ("Point Open", "Point Done", "Point Odd"):
        frappe.get_doc({"doctype": "Workflow State", "workflow_state_name": state}).insert()
    frappe.get_doc({"doctype": "Workflow Action Master", "workflow_action_name": "Finish"}).insert()
    states = [{"state": state, "doc_status": "0", "allow_edit": "System Manager"}
              for state in ("Point Open", "Point Done", "Point Odd")]  # fmt: skip
    step = {"state": "Point Open", "action": "Finish", "next_state": "Point Done", "allowed": "System Manager",
            "allow_self_approval": 1}  # fmt: skip
    frappe.get_doc(
        {"doctype": "Workflow", "workflow_name": "Point", "document_type": "Point Flow", "is_active": 1,
         "workflow_state_field": "workflow_state", "states": states, "transitions": [step]}
    ).insert()  # fmt: skip
    doc = frappe.get_doc({"doctype": "Point Flow"}).insert()

    doc.workflow_state = "Point Done"
    doc.save()

    assert (doc.workflow_state, doc.docstatus) == ("Point Done", 0)
    doc.workflow_state = "Point Open"
    with pytest.raises(WorkflowPermissionError):
        doc.save()


def test_point_31_what_waits_for_a_commit_never_runs_after_a_rollback(site: Any) -> None:
    from frappe.realtime import register_publisher

    sent: list[str] = []
    register_publisher(lambda event: sent.append(event.event))
    try:
        frappe.get_doc({"doctype": "Role", "role_name": "Point Role"}).insert()
        frappe.publish_realtime("point", {"x": 1}, after_commit=True)
        mails = frappe.db.count("Email Queue")
        frappe.sendmail(recipients=["someone@example.com"], subject="Point", message="x")
        frappe.db.rollback()
    finally:
        register_publisher(None)

    assert "point" not in sent
    assert frappe.db.count("Email Queue") == mails


def test_point_missing_document_is_a_404_error_that_names_it(site: Any) -> None:
    with pytest.raises(DoesNotExistError, match="Nobody") as caught:
        frappe.get_doc("User", "Nobody")

    assert caught.value.http_status_code == 404


def test_every_point_has_a_test() -> None:
    folder = Path(__file__).parent
    sources = "".join(path.read_text(encoding="utf-8") for path in folder.glob("test_points_*.py"))

    assert {int(number) for number in re.findall(r"^def test_point_(\d\d)_", sources, re.M)} == set(range(1, 33))
