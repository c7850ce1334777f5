"""`safe_eval`: what conditions can say, and that nothing else can be reached or stopped with them."""

from __future__ import annotations

import datetime

import pytest
from frappe.exceptions import ExpressionError
from frappe.types import _dict
from frappe.utils.safe_eval import Namespace, check_condition, safe_eval

DOC = _dict(
    doctype="Lead",
    name="L-1",
    amount=120.5,
    status="Open",
    tags=["a", "b"],
    day=datetime.date(2026, 2, 28),
    rows=[_dict(qty=2), _dict(qty=3)],
)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("doc.amount > 100 and doc.status in ('Open', 'New')", True),
        ("not doc.missing", True),
        ("doc.get('amount') * 2", 241.0),
        ("doc['status'].lower().startswith('op')", True),
        ("sum(row.qty for row in doc.rows)", 5),
        ("any(row.qty > 2 for row in doc.rows)", True),
        ("{row.qty: i for i, row in enumerate(doc.rows)}", {2: 0, 3: 1}),
        ("[x * y for x in range(3) for y in (1, 2) if x != y]", [0, 0, 2, 2]),
        ("'big' if doc.amount > 1000 else 'small'", "small"),
        ("f'{doc.status} {doc.amount:.2f}'", "Open 120.50"),
        ("0 < doc.amount < 200", True),
        ("max(1, 2) + len('abc') - round(2.567, 1)", 2.4),
        ("doc.day.year == 2026 and doc.day.weekday() == 5", True),
        ("frappe.session.user == 'x@example.com'", True),
        ("flt('1,200.5') + cint('3')", 1203.5),
        ("doc.tags[0] + doc.tags[-1]", "ab"),
        ("isinstance(doc.status, str) and not isinstance(doc.amount, (int, str))", True),
        ("', '.join(sorted({'b', 'a'}))", "a, b"),
        ("2 ** 10 % 7 << 1 | 1", 5),
    ],
)
def test_conditions_have_their_python_value(code: str, expected: object) -> None:
    frappe = Namespace(session=_dict(user="x@example.com"))

    assert safe_eval(code, {"frappe": frappe}, {"doc": DOC}) == expected


@pytest.mark.parametrize(
    "code",
    [
        "__import__('os')",
        "().__class__.__mro__",
        "doc.__class__",
        "doc['__dict__']",
        "'{0.__class__}'.format(doc)",
        "'%s' % doc",
        "f'{doc!r}'",
        "f'{1:>999999999}'",
        "str(doc)",
        "(lambda: 1)()",
        "(x := 1)",
        "[].append(1)",
        "frappe.db",
        "frappe.session.__class__",
        "len.__self__",
        "int.mro()",
        "{'a': len}['a']('x')",
        "(i for i in [1]).gi_frame",
        "open('/etc/passwd')",
        "unknown",
        "1 +",
        "x = 1",
    ],
)
def test_nothing_outside_the_language_is_reached(code: str) -> None:
    with pytest.raises(ExpressionError):
        safe_eval(code, {"frappe": Namespace(session=_dict(user="x"))}, {"doc": DOC})


@pytest.mark.parametrize(
    "code",
    [
        "9 ** 9 ** 9",
        "1 << 10 ** 9",
        "'a' * 10 ** 10",
        "[0] * 10 ** 10",
        "range(10 ** 10)",
        "[x for x in range(99999) for y in range(99999)]",
        "('a' * 1000).replace('a', 'b' * 100000)",
        "('a' * 100000).join(['b'] + ['c'] + ['d'])",
        "round(1, -10 ** 9)",
        "pow(10, 10 ** 8)",
        "[[[a for i in range(999)] for a in [b for i in range(999)]] for b in [[c for i in range(999)]] for c in [1]]",
        "[c for a in [[1 for i in range(900)]] for b in [[a for i in range(900)]] for c in [[b for i in range(900)]]]",
        "-" * 5000 + "1",
        "(" * 900 + "1" + ")" * 900,
    ],
)
def test_large_values_and_long_runs_are_refused(code: str) -> None:
    with pytest.raises(ExpressionError):
        safe_eval(code)


def test_names_of_a_comprehension_end_with_it() -> None:
    with pytest.raises(ExpressionError):
        safe_eval("[x for x in (1, 2)] and x")


def test_errors_of_offered_functions_pass_through() -> None:
    def refuse() -> None:
        raise PermissionError("no")

    with pytest.raises(PermissionError):
        safe_eval("refuse()", {"refuse": refuse})


def test_documents_are_read_by_fieldname_with_few_methods() -> None:
    class Document:
        doctype = "Lead"
        name = "L-1"

        def get(self, key: str) -> object:
            return {"status": "Open"}.get(key)

        def is_new(self) -> bool:
            return False

        def delete(self) -> None:
            raise AssertionError("called")

    doc = Document()
    assert safe_eval("doc.status == 'Open' and not doc.is_new() and doc.get('x') is None", None, {"doc": doc}) is True
    with pytest.raises(ExpressionError):
        safe_eval("doc.delete()", None, {"doc": doc})


def test_a_condition_is_checked_without_values() -> None:
    assert check_condition("doc.a > 1") is None
    assert check_condition("doc.a >") is not None
    assert check_condition("lambda: 1") == "lambda is not allowed in a condition."
