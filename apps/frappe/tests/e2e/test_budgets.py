"""Requests until something can be read, counted in the browser. Sizes are checked by the build itself."""

from __future__ import annotations

import pytest

from .conftest import Opener

REQUESTS = {"/desk/user": 9, "/desk/customer": 9}


@pytest.mark.parametrize("path", REQUESTS)
def test_first_list_needs_few_requests(open_desk: Opener, path: str) -> None:
    desk = open_desk("manager" if path == "/desk/customer" else "Administrator")
    if path == "/desk/customer":
        desk.insert("Customer", customer_name="Counted Person", customer_type="Individual")
    asked: list[str] = []
    desk.page.on("request", lambda request: asked.append(request.url))

    with desk.page.expect_response(lambda answer: "reportview.get?" in answer.url) as rows:
        desk.page.goto(desk.url + path)
    until = asked[: asked.index(rows.value.url) + 1]
    desk.page.locator("tbody [role=row]").first.wait_for()

    assert len(until) <= REQUESTS[path], until
