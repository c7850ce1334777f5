"""``UnitTestCase``: assertions and context managers for tests that write nothing."""

from __future__ import annotations

import json
import re
import sys
import unittest
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from frappe.tests.classes import context_managers
from frappe.utils.numbers import cint, flt


class UnitTestCase(unittest.TestCase):
    """``doctype`` and ``module`` are those of the DocType beside whose JSON the test lies."""

    doctype: str | None = None
    module: str | None = None

    freeze_time = staticmethod(context_managers.freeze_time)
    set_user = staticmethod(context_managers.set_user)
    patch_hooks = staticmethod(context_managers.patch_hooks)
    enable_safe_exec = staticmethod(context_managers.enable_safe_exec)
    debug_on = staticmethod(context_managers.debug_on)
    timeout_context = staticmethod(context_managers.timeout_context)
    trace_fields = staticmethod(context_managers.trace_fields)

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        if cls.doctype is None:
            cls.doctype, cls.module = _doctype_of(cls)

    def assertSequenceSubset(self, larger: Sequence[Any], smaller: Sequence[Any], msg: str | None = None) -> None:
        """Assert that every element of the smaller sequence is in the larger one."""
        self.assertTrue(set(smaller).issubset(set(larger)), msg or f"{smaller!r} is no part of {larger!r}")

    def assertQueryEqual(self, first: str, second: str) -> None:
        """Assert that two statements differ in layout only."""
        self.assertEqual(self.normalize_sql(first), self.normalize_sql(second))

    def assertDocumentEqual(self, expected: Any, actual: Any) -> None:
        """Assert that a document has all expected values; numbers are compared at the field's precision."""
        values = expected if isinstance(expected, dict) else expected.as_dict()
        for key, value in values.items():
            found = actual.get(key)
            if isinstance(value, list):
                self.assertEqual(len(value), len(found or ()), f"{key} should have {len(value)} rows")
                for row, found_row in zip(value, found, strict=True):
                    self.assertDocumentEqual(row, found_row)
            else:
                self._assert_field_equal(value, found, actual, key)

    def _assert_field_equal(self, expected: Any, found: Any, doc: Any, fieldname: str) -> None:
        text = f"{fieldname} should be {expected!r}"
        if isinstance(found, float):
            digits = doc.precision(fieldname)
            self.assertEqual(flt(expected, digits), flt(found, digits), text)
        elif isinstance(expected, bool | int):
            self.assertEqual(expected, cint(found), text)
        elif found is not None and not isinstance(found, (str, int, dict, list)):
            self.assertEqual(str(expected), str(found), text)
        else:
            self.assertEqual(expected, found, text)

    def normalize_html(self, code: str) -> str:
        """Return HTML with one tag or text a line and attributes in order."""
        reader = _Lines()
        reader.feed(code)
        reader.close()
        return "\n".join(reader.lines)

    def normalize_sql(self, query: str) -> str:
        """Return a statement in lower case outside of quotes, with single blanks."""
        parts = re.split(r"('(?:[^'\\]|''|\\.)*'|`[^`]*`|\"[^\"]*\")", query)
        lowered = (part if index % 2 else re.sub(r"\s+", " ", part).lower() for index, part in enumerate(parts))
        return re.sub(r"\s*([(),=<>+*/])\s*", r"\1", "".join(lowered)).strip(" ;")


class _Lines(HTMLParser):
    """Collects the tags and texts of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = "".join(f' {name}="{value or ""}"' for name, value in sorted(attrs))
        self.lines.append(f"<{tag}{given}>")

    def handle_endtag(self, tag: str) -> None:
        self.lines.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.lines.append(" ".join(data.split()))


def _doctype_of(case: type) -> tuple[str | None, str | None]:
    """Return DocType and module of the JSON beside a test module."""
    file = getattr(sys.modules.get(case.__module__), "__file__", None)
    if not file:
        return None, None
    path = Path(file)
    definition = path.with_name(f"{path.parent.name}.json")
    if not definition.exists():
        return None, None
    found = json.loads(definition.read_text(encoding="utf-8"))
    return (found.get("name"), found.get("module")) if found.get("doctype") == "DocType" else (None, None)
