"""Signed links: only what the site signed is accepted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from frappe.context import local
from frappe.rpc.http import set_request
from frappe.rpc.signatures import get_signed_params, is_signed, verify_request
from frappe.types import _dict


@pytest.fixture(autouse=True)
def site() -> Iterator[None]:
    local.__dict__.update(conf=_dict(encryption_key="k" * 44))
    yield
    local.__dict__.clear()


def test_signed_parameters_are_accepted_as_they_are_only() -> None:
    query = get_signed_params({"doctype": "Lead", "name": "L 1"})

    assert is_signed(query)
    assert not is_signed(query.replace("L+1", "L+2"))
    assert not is_signed(query[:-1] + ("0" if query[-1] != "0" else "1"))
    assert not is_signed("doctype=Lead&name=L+1")
    local.conf.encryption_key = "x" * 44
    assert not is_signed(query)


def test_the_requests_own_query_is_checked() -> None:
    set_request(method="GET", path="/x", query_string=get_signed_params("a=1"))
    assert verify_request()

    set_request(method="GET", path="/x", query_string="a=1")
    assert not verify_request()
