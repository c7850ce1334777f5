"""The ``eval:`` language on the server: the golden cases it shares with the desk, and its limits."""

from __future__ import annotations

import datetime
import json
import math
from pathlib import Path
from typing import Any

import pytest
from frappe.exceptions import ExpressionError, UnsupportedExpression
from frappe.utils.eval_expression import check_expression, evaluate, holds, user_context
from frappe.utils.eval_values import UNDEFINED

GOLDEN = json.loads(Path(__file__).with_name("eval_cases.json").read_text(encoding="utf-8"))


def run(case: dict[str, Any]) -> Any:
    context = user_context(case.get("user", ""), case.get("roles", ()))
    return evaluate(case["expression"], GOLDEN["doc"], case.get("parent"), context)


@pytest.mark.parametrize("case", GOLDEN["cases"], ids=lambda case: case["expression"][:50])
def test_golden_case(case: dict[str, Any]) -> None:
    if case.get("error"):
        with pytest.raises(ExpressionError):
            run(case)
        return

    value = run(case)

    if case.get("undefined"):
        assert value is UNDEFINED
    else:
        assert value == case["value"] and isinstance(value, bool) == isinstance(case["value"], bool)


@pytest.mark.parametrize(
    "expression",
    [
        "[1,2,3,4,5,6,7,8,9].reduce((s, v) => [1,2,3,4,5,6,7,8,9].map(a => s + s).join(), 'aaaaaaaaaa')",
        "[1,2,3,4,5,6,7,8,9,1,2,3,4,5,6,7,8,9].reduce((s, v) => [s, s, s], []) + ''",
        "!" * 9000 + "1",
        "(" * 100 + "1" + ")" * 100,
        "(f => f(f))(f => f(f))",
        "1 + " * 6000 + "1",
    ],
)
def test_large_values_and_endless_runs_are_refused(expression: str) -> None:
    with pytest.raises(ExpressionError):
        evaluate(expression, {})


def test_dates_and_decimals_of_a_document_are_what_the_browser_sees() -> None:
    doc = {"day": datetime.date(2026, 1, 2), "time": datetime.timedelta(hours=9)}

    assert evaluate("doc.day == '2026-01-02' && doc.time == '9:00:00'", doc) is True


def test_condition_is_a_fieldname_or_an_expression() -> None:
    doc = {"status": "Open", "rows": [], "zero": 0}

    assert holds("status", doc)
    assert not holds("rows", doc)
    assert not holds("eval:doc.zero", doc)
    assert holds("eval:doc.zero == 0", doc)
    assert holds("", doc) and not holds("", doc, otherwise=False)
    assert not holds("eval:cur_frm.doc.x", doc, otherwise=False)


def test_what_the_server_cannot_evaluate_is_found_without_values() -> None:
    assert check_expression("eval:doc.rows.some(row => row.x > {doc: 1}.doc)") is None
    assert check_expression("doc.x && `a ${parent.y}`") is None
    assert check_expression("eval:cur_frm.doc.x") == "cur_frm is not known in an expression."
    assert check_expression("eval:doc.x ==") is not None


def test_unknown_names_and_failures_are_told_apart() -> None:
    with pytest.raises(UnsupportedExpression):
        evaluate("moment()", {})
    with pytest.raises(ExpressionError) as failure:
        evaluate("doc.a.b", {})
    assert not isinstance(failure.value, UnsupportedExpression)


def test_not_a_number_is_false() -> None:
    assert math.isnan(evaluate("doc.x - 1", {}))
    assert not holds("eval:doc.x - 1", {})
