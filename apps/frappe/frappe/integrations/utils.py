"""Calls to other servers, and their log: ``make_get_request``, ``create_request_log`` (contract 10)."""

from __future__ import annotations

from typing import Any

from frappe.context import local
from frappe.model.documents import get_doc
from frappe.rpc.http import get_request_session
from frappe.utils.text import as_json

TIMEOUT_S = 60


def make_request(
    method: str, url: str, auth: Any = None, headers: Any = None, data: Any = None, json: Any = None, params: Any = None
) -> Any:
    """Call a server and return its answer: JSON as values, a form as a dict, else the response.

    Raises:
        requests.HTTPError: the server answered with an error.
    """
    session = get_request_session()
    response = session.request(
        method, url, data=data, auth=auth, headers=headers or {}, json=json, params=params, timeout=TIMEOUT_S
    )
    local.flags.integration_request = response
    response.raise_for_status()
    kind = response.headers.get("content-type", "")
    if kind.startswith("application/json"):
        return response.json()
    if kind.startswith("text/plain"):
        from urllib.parse import parse_qs

        return parse_qs(response.text)
    return response.text if kind else None


def make_get_request(url: str, **kwargs: Any) -> Any:
    return make_request("GET", url, **kwargs)


def make_post_request(url: str, **kwargs: Any) -> Any:
    return make_request("POST", url, **kwargs)


def make_put_request(url: str, **kwargs: Any) -> Any:
    return make_request("PUT", url, **kwargs)


def make_patch_request(url: str, **kwargs: Any) -> Any:
    return make_request("PATCH", url, **kwargs)


def make_delete_request(url: str, **kwargs: Any) -> Any:
    return make_request("DELETE", url, **kwargs)


def create_request_log(
    data: Any,
    integration_type: str | None = None,
    service_name: str | None = None,
    name: str | None = None,
    error: Any = None,
    request_headers: Any = None,
    output: Any = None,
    **values: Any,
) -> Any:
    """Write an Integration Request and return it."""
    given = {
        "doctype": "Integration Request", "integration_request_service": service_name or integration_type,
        "request_headers": _text(request_headers), "data": _text(data), "output": _text(output), "error": _text(error),
        **values,
    }  # fmt: skip
    doc = get_doc(given)
    if name:
        doc.flags.name_set = True
        doc.name = name
    return doc.insert(ignore_permissions=True)


def _text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else as_json(value)
