"""Run the tests of an app: ``run(app=..., doctype=..., module=..., tests=[...])``, behind the command run-tests."""

from __future__ import annotations

import importlib
import sys
import unittest
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from frappe.context import local
from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.metadata import get_meta
from frappe.modules import get_app_path, get_attr, get_hooks, get_installed_apps, get_module_app, scrub


def run(
    app: str | None = None,
    module: str | None = None,
    doctype: str | Sequence[str] = (),
    tests: Sequence[str] = (),
    *,
    module_def: str | None = None,
    skip_before_tests: bool = False,
    failfast: bool = False,
    verbose: bool = False,
    stream: Any = None,
) -> unittest.TestResult:
    """Run tests on the active site, with the scheduler off, and return unittest's result.

    One of ``doctype`` (one or more), ``module`` (a Python module), ``module_def`` (a module's title) or ``app``
    chooses; without any all installed apps are taken. ``tests`` are names of test functions to keep.

    Raises:
        ValidationError: the site does not allow tests, or nothing matches.
    """
    if not local.conf.get("allow_tests"):
        raise ValidationError(
            _("Site {0} does not allow tests. Allow them with: ./bench --site {0} set-config allow_tests 1").format(
                local.site
            )
        )
    suite = collect(app, module, [doctype] if isinstance(doctype, str) else doctype, tests, module_def=module_def)
    if not suite.countTestCases():
        raise ValidationError(_("No test was found. Check the names that were given."))
    before = (local.flags.in_test, local.conf.get("pause_scheduler"))
    local.flags.in_test, local.conf.pause_scheduler = True, 1
    try:
        if not skip_before_tests:
            for path in get_hooks("before_tests", app_name=app) if app else get_hooks("before_tests"):
                get_attr(path)()
            local.db.commit()
        runner = unittest.TextTestRunner(stream or sys.stderr, verbosity=2 if verbose else 1, failfast=failfast)
        return runner.run(suite)
    finally:
        local.flags.in_test, local.conf.pause_scheduler = before


def collect(
    app: str | None,
    module: str | None,
    doctypes: Sequence[str],
    tests: Sequence[str],
    *,
    module_def: str | None = None,
) -> unittest.TestSuite:
    """Return the chosen tests."""
    if doctypes:
        paths = [_module_of_doctype(name) for name in doctypes if name]
    elif module:
        paths = [module]
    elif module_def:
        owner = get_module_app(module_def)
        paths = [path for path in modules_of(owner) if path.startswith(f"{owner}.{scrub(module_def)}.")]
    else:
        paths = [path for name in ([app] if app else get_installed_apps()) for path in modules_of(name)]
    loader = unittest.TestLoader()
    suite = unittest.TestSuite()
    for path in paths:
        found = loader.loadTestsFromModule(importlib.import_module(path))
        suite.addTests(case for case in _cases(found) if not tests or case._testMethodName in tests)
    return suite


def modules_of(app: str) -> list[str]:
    """Return the test modules of an app's package: files called ``test_*.py``."""
    root = Path(get_app_path(app))
    left_out = {"node_modules", "public", "__pycache__", "boilerplate"}
    return [
        ".".join((app, *path.relative_to(root).with_suffix("").parts))
        for path in sorted(root.rglob("test_*.py"))
        if not left_out & set(path.relative_to(root).parts)
    ]


def _module_of_doctype(doctype: str) -> str:
    meta = get_meta(doctype)
    name = scrub(doctype)
    return f"{get_module_app(meta.module or '')}.{scrub(meta.module or '')}.doctype.{name}.test_{name}"


def _cases(suite: Any) -> Iterator[unittest.TestCase]:
    for entry in suite:
        if isinstance(entry, unittest.TestSuite):
            yield from _cases(entry)
        else:
            yield entry
