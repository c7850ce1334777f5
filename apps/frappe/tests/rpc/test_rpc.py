"""Calls from the network: which functions, which arguments as which types, how often."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

import pytest
from frappe.context import local
from frappe.exceptions import DataError, FrappeTypeError, RateLimitExceededError
from frappe.localization import clock
from frappe.rpc import (
    Rule,
    call_with_arguments,
    clean_arguments,
    coerce,
    is_whitelisted,
    rate_limit,
    read_only,
    rule_of,
    validate_and_sanitize_search_inputs,
    whitelist,
)
from frappe.rpc.limits import forget_calls
from frappe.types import _dict

if TYPE_CHECKING:
    from nowhere import Unseen


@pytest.fixture(autouse=True)
def request_context() -> Iterator[None]:
    forget_calls()
    local.__dict__.update(
        site="a", request=_dict(method="POST"), request_ip="10.0.0.1", form_dict=_dict(), flags=_dict(), db=None
    )
    yield
    local.__dict__.clear()


def test_only_marked_functions_are_open() -> None:
    @whitelist(allow_guest=True, methods=["post"])
    def opened() -> None: ...

    def closed() -> None: ...

    assert rule_of(opened) == Rule(True, False, ("POST",))
    assert not is_whitelisted(closed)
    with pytest.raises(TypeError):
        whitelist(closed)  # type: ignore[arg-type]


def test_methods_of_documents_are_marked_and_called_with_their_document() -> None:
    class Lead:
        @whitelist()
        def convert(self, count: int) -> tuple[Any, int]:
            return self, count

    lead = Lead()

    assert is_whitelisted(lead.convert)
    assert call_with_arguments(lead.convert, {"count": "2", "self": "x"}) == (lead, 2)
    assert call_with_arguments(Lead.convert, {"count": "2"}, lead) == (lead, 2)


def test_a_function_gets_what_it_declares_and_never_switches() -> None:
    def update(name: str, flags: Any = None, ignore_permissions: bool = False, **rest: Any) -> Any:
        return name, flags, ignore_permissions, rest

    sent = {"name": "a", "flags": {"x": 1}, "ignore_permissions": 1, "cmd": "x", "other": 5}

    assert call_with_arguments(update, sent) == ("a", None, False, {"other": 5})
    with pytest.raises(FrappeTypeError, match="name"):
        call_with_arguments(update, {})


@pytest.mark.parametrize(
    ("hint", "value", "expected"),
    [
        (int, "12", 12),
        (int, 3.0, 3),
        (float, "1.5", 1.5),
        (bool, "true", True),
        (bool, "0", False),
        (str, 5, "5"),
        (int | None, "", None),
        (str | int, "0012", "0012"),
        (int | str, 7, 7),
        (dict, '{"a": 1}', {"a": 1}),
        (str | dict, '{"a": 1}', {"a": 1}),
        (str | list, "[x", "[x"),
        (list[int], '["1", 2]', [1, 2]),
        (dict[str, float], {"a": "1.5"}, {"a": 1.5}),
        (tuple[str, ...], ["a", "b"], ("a", "b")),
        (Literal["asc", "desc"], "asc", "asc"),
        (Literal[1, 2], "2", 2),
        (datetime.date, "2026-01-02", datetime.date(2026, 1, 2)),
        (datetime.datetime, "2026-01-02T03:04:05", datetime.datetime(2026, 1, 2, 3, 4, 5)),
        (Decimal, "1.10", Decimal("1.10")),
        (Any, {"x": 1}, {"x": 1}),
    ],
)
def test_arguments_become_the_declared_type(hint: Any, value: Any, expected: Any) -> None:
    result = coerce("a", value, hint)

    assert result == expected and type(result) is type(expected)


@pytest.mark.parametrize(
    ("hint", "value"),
    [
        (int, "1.5"),
        (int, ""),
        (int, [1]),
        (float, "nan"),
        (float, "1e999"),
        (bool, "maybe"),
        (str, {"a": 1}),
        (str, ["a"]),
        (str, None),
        (str, True),
        (dict, "[1]"),
        (list, "{}"),
        (list[int], ["x"]),
        (Literal["asc"], "asc; drop"),
        (datetime.date, "soon"),
        (tuple[int, int], [1]),
    ],
)
def test_wrong_types_are_refused_by_name(hint: Any, value: Any) -> None:
    with pytest.raises(FrappeTypeError, match="Argument field "):
        coerce("field", value, hint)


def test_names_only_type_checkers_see_leave_other_arguments_typed() -> None:
    def run(doc: Unseen, count: int, note: str = None) -> Any:  # type: ignore[assignment]
        return doc, count, note

    assert call_with_arguments(run, {"doc": "x", "count": "3", "note": None}) == ("x", 3, None)


def test_texts_of_guests_are_made_harmless_at_all_depths() -> None:
    sent = {"a": "<script>x</script>b", "rows": [{"t": "<img src=x onerror=y>"}], "pwd": "<b onclick=x>", "n": 5}

    assert clean_arguments(sent) == {"a": "b", "rows": [{"t": '<img src="x">'}], "pwd": "<b onclick=x>", "n": 5}


def test_calls_beyond_the_limit_wait_for_the_next_window() -> None:
    @rate_limit(key="user", limit=2, seconds=60)
    def reset(user: str) -> str:
        return user

    start = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    with clock.frozen(start):
        assert (reset(user="ann"), reset(user="Ann"), reset(user="bob")) == ("ann", "Ann", "bob")
        with pytest.raises(RateLimitExceededError):
            reset(user="ann")
        local.request_ip = "10.0.0.2"
        assert reset(user="ann") == "ann"
    local.request_ip = "10.0.0.1"
    with clock.frozen(start + datetime.timedelta(seconds=60)):
        assert reset(user="ann") == "ann"


def test_limits_hold_for_their_methods_and_for_requests_only() -> None:
    @rate_limit(limit=0, methods=["POST"])
    def run() -> int:
        return 1

    with pytest.raises(RateLimitExceededError):
        run()
    local.request.method = "GET"
    assert run() == 1
    local.request = None
    assert run() == 1


def test_read_only_ends_with_the_call() -> None:
    seen: list[Any] = []

    read_only()(lambda: seen.append(local.flags.read_only))()

    assert seen == [True] and not local.flags.read_only


def test_search_functions_get_checked_arguments() -> None:
    @validate_and_sanitize_search_inputs
    def query(doctype: str, txt: str, searchfield: str, start: int, page_len: int, filters: Any) -> Any:
        return txt, searchfield, start, page_len

    assert query("Lead", None, "lead_name", "5", "20", {}) == ("", "lead_name", 5, 20)
    with pytest.raises(DataError):
        query("Lead", "x", "name) or 1=1 --", 0, 20, {})
