"""Hooks: the specifications, docs/hooks.md and the code agree; problems of an app's hooks.py are found."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from frappe.metadata.checks import Problem
from frappe.metadata.hook_checks import check_hooks
from frappe.modules.hookspecs import known_hooks
from public_surface import PACKAGE

DOCUMENT = Path(__file__).resolve().parents[4] / "docs" / "hooks.md"
_ROW = re.compile(r"^\| `(\w+)` \| (?:`([\w, ]+)`)? ?\| (yes|not yet|label) \| (.+) \|$", re.M)

_READ = r'(?:hook\w*(?:\([^()]*\))?(?:\.get)?|run_trigger|getattr)\((?:\w+, )?\s*"{}"'


def documented() -> dict[str, tuple[list[str], str]]:
    """Return arguments and status of each hook of the page."""
    rows = _ROW.findall(DOCUMENT.read_text(encoding="utf-8"))
    return {name: ([part.strip() for part in names.split(",") if part], read) for name, names, read, _text in rows}


def source_of_the_framework() -> str:
    left_out = {"hookspecs.py", "hook_checks.py", "hooks.py"}
    return "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py") if path.name not in left_out)


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """An app with a hooks.py of the test's own."""
    package, hooks = ModuleType("fixture_app"), ModuleType("fixture_app.hooks")
    monkeypatch.setitem(sys.modules, "fixture_app", package)
    monkeypatch.setitem(sys.modules, "fixture_app.hooks", hooks)
    yield hooks


def test_page_lists_every_hook_with_its_arguments() -> None:
    specified = {name: list(inspect.signature(hook).parameters) for name, hook in known_hooks().items()}

    assert {name: arguments for name, (arguments, _read) in documented().items()} == specified


def test_page_says_which_hooks_the_framework_reads() -> None:
    source = source_of_the_framework()
    read = {name for name in known_hooks() if re.search(_READ.format(name), source)}

    assert {name for name, (_arguments, status) in documented().items() if status == "yes"} == read


def test_only_what_describes_an_app_is_a_label() -> None:
    labels = [name for name, (arguments, status) in documented().items() if status == "label"]

    assert labels
    assert [name for name in labels if not name.startswith("app_")] == []


def test_every_hook_has_a_sentence() -> None:
    assert [name for name, hook in known_hooks().items() if not (hook.__doc__ or "").endswith(".")] == []


@pytest.mark.parametrize("name", ["frappe", "crm_suite"])
def test_apps_of_the_bench_have_no_problems(name: str) -> None:
    assert check_hooks(name) == []


def test_unknown_hook_is_a_problem_with_the_name_that_was_meant(app: Any) -> None:
    app.doc_event = {"ToDo": {"validate": "frappe.utils.now"}}

    assert check_hooks("fixture_app") == [
        Problem(
            "hooks.E001",
            "fixture_app.hooks.doc_event",
            "There is no hook of this name.",
            "Did you mean doc_events?",
        )
    ]


def test_path_that_leads_nowhere_is_a_problem(app: Any) -> None:
    app.app_name = "fixture_app"
    app.doc_events = {"ToDo": {"validate": ["frappe.utils.now", "frappe.utils.nowhere"]}}

    assert check_hooks("fixture_app") == [
        Problem(
            "hooks.E002",
            "fixture_app.hooks.doc_events",
            "frappe.utils.nowhere cannot be imported.",
            "Correct the path: module and function must exist.",
        )
    ]


def test_private_names_modules_functions_and_classes_are_no_hooks(app: Any) -> None:
    app._note, app.inspect, app.helper, app.Kind = 1, inspect, documented, Path

    assert check_hooks("fixture_app") == []
