"""The public test kit: cases, context managers, test records, the runner."""

from __future__ import annotations

import io
import sys
import textwrap
import time
import unittest
from collections.abc import Callable
from pathlib import Path
from typing import Any

import frappe
import pytest
from frappe import testing
from frappe.exceptions import ValidationError
from frappe.tests import IntegrationTestCase, MockedRequestTestCase, UnitTestCase, change_settings, patch_hooks, timeout
from frappe.tests.records import get_dependencies, make_test_objects, make_test_records
from frappe.tests.utils import FrappeTestCase, debug_on
from frappe.utils.testutils import add_custom_field, clear_custom_fields
from point_site import USER, column, make_doctype, make_paper, make_user


def outcome(case: type[unittest.TestCase]) -> unittest.TestResult:
    """Run a case and return its result."""
    result = unittest.TestResult()
    unittest.TestLoader().loadTestsFromTestCase(case).run(result)
    return result


def texts(result: unittest.TestResult) -> list[str]:
    return [text for _test, text in [*result.errors, *result.failures]]


# -- cases


def test_what_a_class_writes_is_rolled_back_and_locals_come_back(point: Any) -> None:
    names: list[str] = []

    class Case(IntegrationTestCase):
        def test_write(self) -> None:
            names.append(make_paper(subject="written").insert().name)
            frappe.flags.left_behind = 1
            frappe.set_user("Guest")

    result = outcome(Case)

    assert texts(result) == []
    assert frappe.db.exists("Point Paper", names[0]) is None
    assert (frappe.flags.left_behind, frappe.session.user) == (None, "Administrator")


def test_frappe_test_case_is_the_integration_test_case() -> None:
    assert issubclass(FrappeTestCase, IntegrationTestCase)
    assert issubclass(MockedRequestTestCase, IntegrationTestCase)


def test_number_of_statements_is_held_to(point: Any) -> None:
    class Case(IntegrationTestCase):
        def test_enough(self) -> None:
            with self.assertQueryCount(1):
                frappe.db.sql("select 1")

        def test_too_many(self) -> None:
            with self.assertQueryCount(1):
                frappe.db.sql("select 1")
                frappe.db.sql("select 2")

        def test_of_a_kind(self) -> None:
            with self.assertQueryCount(0, query_type=("update",)):
                frappe.db.sql("select 1")

    (failure,) = texts(outcome(Case))
    assert "test_too_many" in failure and "select 2" in failure


def test_rows_read_and_calls_of_the_cache_are_held_to(point: Any) -> None:
    class Case(IntegrationTestCase):
        def test_rows(self) -> None:
            frappe.get_all("Point Party", pluck="name")  # reads the DocType
            with self.assertRowsRead(2):
                frappe.get_all("Point Party", pluck="name")
            with pytest.raises(AssertionError), self.assertRowsRead(1):
                frappe.get_all("Point Party", pluck="name")

        def test_cache(self) -> None:
            with self.assertRedisCallCounts(2, exact=True):
                frappe.cache.set_value("a", 1)
                frappe.cache.get_value("a")
            with pytest.raises(AssertionError, match="2 calls"), self.assertRedisCallCounts(1):
                frappe.cache.get_value("a")
                frappe.cache.get_value("b")

    assert texts(outcome(Case)) == []


def test_second_connection_sees_what_is_committed_only(site: Any) -> None:
    class Case(IntegrationTestCase):
        def test_two(self) -> None:
            frappe.get_doc({"doctype": "Note", "title": "Uncommitted"}).insert()
            with self.secondary_connection():
                other = frappe.db.exists("Note", {"title": "Uncommitted"})
            with self.primary_connection():
                own = frappe.db.exists("Note", {"title": "Uncommitted"})
            assert own and not other

    assert texts(outcome(Case)) == []


def test_assertions_of_documents_statements_and_html(point: Any) -> None:
    case = UnitTestCase()
    doc = make_paper(subject="x", rate=1.0 / 3, rows=[{"item": "a"}]).insert()

    case.assertDocumentEqual({"subject": "x", "rate": 0.3333, "rows": [{"item": "a"}]}, doc)
    with pytest.raises(AssertionError, match="subject should be 'y'"):
        case.assertDocumentEqual({"subject": "y"}, doc)
    case.assertQueryEqual("SELECT  `a`\nFROM `tabB` WHERE x = 'Y'", "select `a` from `tabB` where x='Y'")
    with pytest.raises(AssertionError):
        case.assertQueryEqual("select 'Y'", "select 'y'")
    case.assertSequenceSubset([1, 2, 3], [1, 3])
    assert case.normalize_html("<p b='1' a='2'>x  y</p>") == '<p a="2" b="1">\nx y\n</p>'


# -- context managers


def test_time_stands_still_for_the_whole_framework(point: Any) -> None:
    with UnitTestCase.freeze_time("2026-02-03 04:05:06"):
        doc = make_paper().insert()
        assert frappe.utils.now() == "2026-02-03 04:05:06.000000"
    with UnitTestCase.freeze_time("2026-02-03 04:05:06", is_utc=True):
        assert frappe.utils.now() == "2026-02-03 12:05:06.000000"

    assert str(doc.creation) == "2026-02-03 04:05:06.000000"


def test_another_user_acts_for_a_while(point: Any) -> None:
    make_user("System Manager")

    with UnitTestCase.set_user(USER):
        owner = make_paper().insert().owner

    assert (owner, frappe.session.user) == (USER, "Administrator")


def test_settings_change_for_a_while(site: Any) -> None:
    before = frappe.get_system_settings("float_precision")

    with change_settings("System Settings", {"float_precision": "5"}):
        inside = frappe.get_system_settings("float_precision")

    assert inside == "5"
    assert frappe.get_system_settings("float_precision") == before


def test_settings_change_as_a_decorator(site: Any) -> None:
    @change_settings("System Settings", float_precision="6")
    def read() -> Any:
        return frappe.get_system_settings("float_precision")

    assert read() == "6"


def test_hooks_change_for_a_while(site: Any) -> None:
    with patch_hooks({"app_title": ["Other"]}):
        inside = frappe.get_hooks("app_title")

    assert inside == ["Other"]
    assert frappe.get_hooks("app_title") != ["Other"]


def test_time_limit_ends_what_takes_too_long() -> None:
    @timeout(seconds=0.05, error_message="too long")  # type: ignore[untyped-decorator]
    def slow() -> None:
        while True:
            time.monotonic()

    @timeout
    def quick() -> str:
        return "done"

    with pytest.raises(TimeoutError, match="too long"):
        slow()
    assert quick() == "done"


def test_values_of_fields_are_watched(site: Any) -> None:
    todo = frappe.new_doc("ToDo")
    kind = type(todo)

    with UnitTestCase.trace_fields(kind, status={"forbidden_values": ["Closed"]}):
        todo.status = "Open"
        with pytest.raises(AssertionError, match="status must not become 'Closed'"):
            todo.status = "Closed"
    todo.status = "Closed"

    assert todo.status == "Closed"


def test_debugger_opens_where_it_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Any] = []
    monkeypatch.setattr("pdb.post_mortem", opened.append)

    with pytest.raises(AssertionError), debug_on():
        raise AssertionError
    with pytest.raises(ValueError), debug_on():
        raise ValueError

    assert len(opened) == 1


def test_server_scripts_are_on_for_a_while(site: Any) -> None:
    with UnitTestCase.enable_safe_exec():
        inside = frappe.conf.server_script_enabled

    assert inside == 1
    assert not frappe.conf.server_script_enabled


# -- records


def test_records_are_made_with_what_they_need_and_once(site: Any) -> None:
    parties = [{"doctype": "Kit Party", "name": "_Test Party"}]
    make_doctype("Kit Party", [column("city")], autoname="prompt")
    make_doctype("Kit Paper", [column("naming_series", "Select", "K-.#"), column("party", "Link", "Kit Party")],
                 autoname="naming_series:", is_submittable=1)  # fmt: skip

    assert get_dependencies("Kit Paper") == ["Kit Party"]
    assert make_test_objects("Kit Party", parties) == ["_Test Party"]
    assert make_test_objects("Kit Party", parties) == []
    (name,) = make_test_objects("Kit Paper", [{"party": "_Test Party", "docstatus": 1}])
    assert frappe.db.get_value("Kit Paper", name, ["naming_series", "docstatus"]) == ("_T-Kit Paper-", 1)
    assert make_test_records("Kit Paper") == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("test_records.json", '[{"title": "One"}, {"title": "Two"}]'),
        ("test_records.toml", '[["Note"]]\ntitle = "One"\n[["Note"]]\ntitle = "Two"\n'),
    ],
)
def test_records_lie_beside_a_doctype(
    site: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    (tmp_path / name).write_text(text)
    monkeypatch.setattr("frappe.tests.records.find_doctype_file", lambda doctype: tmp_path / "note.json")

    assert frappe.get_test_records("Note") == [{"title": "One"}, {"title": "Two"}]
    assert len(make_test_objects("Note")) == 2


def test_custom_fields_come_and_go(site: Any) -> None:
    add_custom_field("ToDo", "kit_mark")
    present = frappe.get_meta("ToDo").has_field("kit_mark")
    clear_custom_fields("ToDo")

    assert present
    assert not frappe.get_meta("ToDo").has_field("kit_mark")


# -- the runner


@pytest.fixture
def kit_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """An app on the path whose test module is the given text."""
    package = tmp_path / "kit_app"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "hooks.py").write_text('app_name = "kit_app"\n')
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in [name for name in sys.modules if name.partition(".")[0] == "kit_app"]:
        monkeypatch.delitem(sys.modules, name)

    def write(text: str) -> None:
        (package / "test_kit_app.py").write_text(textwrap.dedent(text))

    return write


CASES = """
    import frappe
    from frappe.tests import IntegrationTestCase

    class TestKit(IntegrationTestCase):
        def test_good(self):
            assert frappe.in_test and frappe.flags.in_test

        def test_bad(self):
            assert frappe.db.count("User") == 0
"""


def test_runner_runs_the_tests_of_an_app(site: Any, kit_app: Callable[[str], None]) -> None:
    kit_app(CASES)

    result = testing.run(app="kit_app", stream=io.StringIO())
    chosen = testing.run(app="kit_app", tests=["test_good"], stream=io.StringIO())
    of_module = testing.run(module="kit_app.test_kit_app", failfast=True, stream=io.StringIO())

    assert (result.testsRun, len(result.failures), len(result.errors)) == (2, 1, 0)
    assert (chosen.testsRun, chosen.wasSuccessful()) == (1, True)
    assert len(of_module.failures) == 1


def test_runner_refuses_a_site_that_does_not_allow_tests(site: Any, kit_app: Callable[[str], None]) -> None:
    kit_app(CASES)
    frappe.conf.allow_tests = False

    with pytest.raises(ValidationError, match="set-config allow_tests 1"):
        testing.run(app="kit_app")


def test_runner_says_when_nothing_matches(site: Any, kit_app: Callable[[str], None]) -> None:
    kit_app(CASES)

    with pytest.raises(ValidationError, match="No test was found"):
        testing.run(app="kit_app", tests=["test_nothing"])


def test_client_without_a_network(framework_site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    framework_site.make()
    monkeypatch.setattr("frappe.app._sites_path", str(framework_site.folder))
    client = frappe.utils.get_test_client()

    answer = client.get("/api/method/ping", base_url=f"http://{framework_site.name}", buffered=True)

    assert answer.json == {"message": "pong"}
