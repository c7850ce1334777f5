"""What apps ask to run later: when it runs, as whom, with which arguments (contract 8.15)."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import frappe
import pytest
from frappe.exceptions import ValidationError
from frappe.jobs.arguments import dump_result
from frappe.journal import start_operation
from frappe.utils import background_jobs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jobs import job_functions
from jobs.conftest import Work
from jobs.job_functions import HERE, notes


def job_rows(*columns: str) -> list[tuple[Any, ...]]:
    names = ", ".join(f"`{column}`" for column in columns)
    return frappe.db.connection.query(f"select {names} from `__job` order by `enqueued_at`, `id`")


def test_a_job_runs_after_the_commit_as_the_user_who_queued_it(work: Work, site: Any) -> None:
    frappe.get_doc(
        {"doctype": "User", "email": "ann@example.com", "first_name": "Ann", "language": "zh", "send_welcome_email": 0}
    ).insert(ignore_permissions=True, ignore_links=True)
    frappe.set_user("ann@example.com")
    job = frappe.enqueue(f"{HERE}.keep_context")

    assert work() == 1

    found = background_jobs.get_job(job.id)
    assert found is not None and found.status == "finished"
    assert found.return_value == {"user": "ann@example.com", "lang": "zh", "site": site.site}
    assert frappe.db.get_value("ToDo", {"description": "context"}, "owner") == "ann@example.com"


def test_a_job_is_an_operation_of_its_own_below_the_one_that_queued_it(work: Work) -> None:
    parent = start_operation("request", route="POST /x")
    frappe.enqueue(f"{HERE}.note", text="x")
    frappe.db.connection.execute("update `tabDocType` set `track_changes` = 1 where `name` = 'ToDo'")
    frappe.clear_cache()

    work()

    rows = frappe.db.connection.query(
        "select `kind`, `route`, `user` from `__journal` where `parent` = ?", (parent.id,)
    )
    assert rows == [("job", f"{HERE}.note", "Administrator")]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 3), st.booleans()), max_size=5))
def test_what_a_rolled_back_transaction_queued_never_runs(work: Work, steps: list[tuple[bool, int, bool]]) -> None:
    before = notes()
    kept = []
    for number, (commits, count, after_commit) in enumerate(steps):
        texts = [f"{len(before)}-{number}-{index}" for index in range(count)]
        for text in texts:
            frappe.enqueue(f"{HERE}.note", enqueue_after_commit=after_commit, text=text)
        if commits:
            frappe.db.commit()
            kept += texts
        else:
            frappe.db.rollback()

    assert work() == len(kept)

    assert notes() == sorted(before + kept)


def test_a_savepoint_takes_its_jobs_back(work: Work) -> None:
    frappe.enqueue(f"{HERE}.note", text="outside")
    frappe.db.savepoint("inner")
    frappe.enqueue(f"{HERE}.note", text="inside")
    frappe.db.rollback(save_point="inner")

    assert work() == 1

    assert notes() == ["outside"]


def test_arguments_keep_their_types(work: Work) -> None:
    arguments = {
        "day": datetime.date(2026, 2, 28), "at": datetime.datetime(2026, 2, 28, 1, 2, 3), "money": Decimal("0.10"),
        "pair": (1, "二"), "names": {"a", "b"}, "nested": {"list": [None, True, 1.5]}, "queue_name": "x",
    }  # fmt: skip
    frappe.enqueue(f"{HERE}.keep", **arguments)

    work()

    assert job_functions.calls == [arguments]


def test_an_argument_that_cannot_be_stored_is_named(site: Any) -> None:
    with pytest.raises(TypeError, match="Argument doc of job .*keep is a ToDo"):
        frappe.enqueue(f"{HERE}.keep", text="x", doc=frappe.new_doc("ToDo"))

    assert job_rows("id") == []


def test_stored_arguments_are_plain_json(site: Any) -> None:
    frappe.enqueue(f"{HERE}.keep", text="x")

    ((text,),) = job_rows("arguments")
    assert json.loads(text) == {"arguments": {"text": "x"}, "callbacks": {}}


@pytest.mark.parametrize("options", [{"now": True}, {"is_async": False}])
def test_a_job_for_now_runs_inline_and_returns_its_result(site: Any, options: dict[str, bool]) -> None:
    assert frappe.enqueue(f"{HERE}.note", text="inline", **options) == "inline"

    assert notes() == ["inline"] and job_rows("id") == []


def test_a_function_may_be_given_itself_but_not_a_lambda(site: Any) -> None:
    job = frappe.enqueue(background_jobs.create_job_id)
    with pytest.raises(ValidationError, match="top of a module"):
        frappe.enqueue(lambda: None)

    assert job.method == "frappe.jobs.enqueueing.create_job_id"


def test_an_unknown_queue_is_refused_with_those_that_exist(site: Any) -> None:
    with pytest.raises(ValidationError, match="no queue fast; this bench has: short, default, long"):
        frappe.enqueue(f"{HERE}.note", queue="fast", text="x")


def test_a_queue_of_the_configuration_has_its_own_time_limit(site: Any) -> None:
    frappe.conf.workers = {"printing": {"timeout": 77}}

    job = frappe.enqueue(f"{HERE}.note", queue="printing", text="x")

    assert (job.queue, job.timeout_s) == ("printing", 77)


def test_a_job_is_not_queued_twice_while_it_waits(work: Work) -> None:
    options = {"job_id": "only-one", "deduplicate": True, "text": "once"}
    first = frappe.enqueue(f"{HERE}.note", **options)
    second = frappe.enqueue(f"{HERE}.note", **options)
    waiting = background_jobs.is_job_enqueued("only-one")
    work()
    third = frappe.enqueue(f"{HERE}.note", **options)

    assert first is not None and second is None and third is not None
    assert waiting and notes() == ["once"]


def test_deduplication_needs_an_id(site: Any) -> None:
    with pytest.raises(ValidationError, match="job_id"):
        frappe.enqueue(f"{HERE}.note", deduplicate=True, text="x")


def test_a_job_at_the_front_overtakes_and_short_jobs_come_before_long_ones(work: Work) -> None:
    frappe.enqueue(f"{HERE}.keep", queue="long", n=4)
    frappe.enqueue(f"{HERE}.keep", queue="default", n=2)
    frappe.enqueue(f"{HERE}.keep", queue="default", n=3)
    frappe.enqueue(f"{HERE}.keep", queue="default", at_front=True, n=1)
    frappe.enqueue(f"{HERE}.keep", queue="short", n=0)

    work()

    assert job_functions.calls == [{"n": 0}, {"n": 1}, {"n": 2}, {"n": 3}, {"n": 4}]


def test_a_method_of_a_document_runs_with_the_document_of_that_moment(work: Work) -> None:
    doc = frappe.get_doc({"doctype": "ToDo", "description": "old"}).insert()
    frappe.enqueue_doc("ToDo", doc.name, "db_set", fieldname="priority", value="High")

    work()

    assert frappe.db.get_value("ToDo", doc.name, "priority") == "High"


def test_callbacks_are_told_how_it_ended(work: Work) -> None:
    callbacks = {"on_success": f"{HERE}.on_success", "on_failure": f"{HERE}.on_failure"}
    frappe.enqueue(f"{HERE}.note", text="fine", **callbacks)
    frappe.enqueue(f"{HERE}.fail", text="gone", **callbacks)

    work()

    told = [("success", f"{HERE}.note", "fine"), ("failure", f"{HERE}.fail", "broken on purpose: gone")]
    assert job_functions.calls == told and notes() == ["fine", "told of ValueError"]


def test_hooks_run_around_a_job_with_the_arguments_they_declare(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("frappe.jobs.execution.get_hooks", lambda hook: [f"{HERE}.{hook}"])
    frappe.enqueue(f"{HERE}.note", text="x")

    work()

    method = f"{HERE}.note"
    assert job_functions.calls == [("before", method, {"text": "x"}), ("after", method, "x", "job")]


def test_the_overview_tells_what_waits(site: Any) -> None:
    job = frappe.enqueue(f"{HERE}.note", job_id="a", text="x")
    frappe.enqueue(f"{HERE}.keep", queue="long", text="y")

    assert background_jobs.get_jobs(site.site) == {site.site: [f"{HERE}.note", f"{HERE}.keep"]}
    assert background_jobs.get_jobs(queue="long", key="text") == {site.site: ["y"]}
    assert background_jobs.get_queue("default").count == 1
    assert background_jobs.get_job_status("a") == "queued" and background_jobs.get_job("a") == job
    assert not background_jobs.is_job_enqueued("b")


def test_an_action_of_a_document_is_queued_and_unlocks_it(work: Work, site: Any) -> None:
    doc = frappe.get_doc({"doctype": "ToDo", "description": "x"}).insert()
    doc.queue_action("add_comment", text="done in the background")
    locked = doc.is_locked

    work()

    assert locked and not doc.is_locked
    assert frappe.db.exists("Comment", {"reference_name": doc.name, "content": ["like", "%in the background%"]})


def test_results_that_are_no_json_or_too_long_are_not_kept() -> None:
    assert dump_result(Path("x")) is None and dump_result("x" * 200_000) is None
    assert dump_result({"a": (1, 2)}) is not None
