"""A client of another site's REST API: ``FrappeClient`` (contract 7.10, 10)."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from frappe.rpc.http import get_request_session
from frappe.utils.numbers import cstr
from frappe.utils.text import as_json

TIMEOUT_S = 60


class FrappeException(Exception):
    """The other site answered with an error of its own."""


class AuthError(Exception):
    """The other site does not know the user or the key."""


class SiteExpiredError(Exception):
    """The other site is suspended."""


class SiteUnreachableError(Exception):
    """The other site cannot be reached."""


class FrappeClient:
    """Speaks to one site, by password (a session) or by API key."""

    def __init__(
        self,
        url: str,
        username: str | None = None,
        password: str | None = None,
        verify: bool = True,
        api_key: str | None = None,
        api_secret: str | None = None,
        frappe_authorization_source: str | None = None,
    ) -> None:
        self.url = url.rstrip("/")
        self.verify = verify
        self.headers: dict[str, str] = {"Accept": "application/json"}
        self.session = get_request_session()
        if api_key and api_secret:
            token = base64.b64encode(f"{api_key}:{api_secret}".encode()).decode()
            self.headers["Authorization"] = f"Basic {token}"
        if frappe_authorization_source:
            self.headers["Frappe-Authorization-Source"] = frappe_authorization_source
        if username and password:
            self._login(username, password)

    def __enter__(self) -> FrappeClient:
        return self

    def __exit__(self, *error: Any) -> None:
        if "sid" in self.session.cookies:
            self.logout()

    def _login(self, username: str, password: str) -> None:
        """Sign in.

        Raises:
            AuthError: the other site refused.
        """
        answer = self._send("POST", "/api/method/login", {"usr": username, "pwd": password})
        if answer.status_code != 200 or answer.json().get("message") not in ("Logged In", "No App"):
            raise AuthError(answer.text[:500])
        boot = self._send("GET", "/api/method/frappe.boot.get_boot")  # a site of upstream wants no token here
        token = (boot.json().get("message") or {}).get("csrf_token") if boot.status_code == 200 else None
        if token:
            self.headers["X-Frappe-CSRF-Token"] = token

    def logout(self) -> None:
        self._send("POST", "/api/method/logout")

    # -- documents

    def get_list(
        self, doctype: str, fields: Any = '["name"]', filters: Any = None, limit_start: int = 0,
        limit_page_length: int = 0, order_by: str | None = None,
    ) -> Any:  # fmt: skip
        """Return rows of a list; ``limit_page_length`` 0 means all."""
        values = {"fields": fields, "filters": filters, "limit_start": limit_start, "order_by": order_by}
        values["limit_page_length"] = limit_page_length
        return self._answer(self._send("GET", _path(doctype), values))

    def get_doc(self, doctype: str, name: str = "", filters: Any = None, fields: Any = None) -> Any:
        return self._answer(self._send("GET", _path(doctype, name), {"filters": filters, "fields": fields}))

    def insert(self, doc: Mapping[str, Any]) -> Any:
        return self._answer(self._send("POST", _path(doc["doctype"]), {"data": as_json(doc)}))

    def insert_many(self, docs: list[Any]) -> Any:
        return self.post_request({"cmd": "frappe.client.insert_many", "docs": as_json(docs)})

    def update(self, doc: Mapping[str, Any]) -> Any:
        return self._answer(self._send("PUT", _path(doc["doctype"], cstr(doc.get("name"))), {"data": as_json(doc)}))

    def bulk_update(self, docs: list[Any]) -> Any:
        return self.post_request({"cmd": "frappe.client.bulk_update", "docs": as_json(docs)})

    def delete(self, doctype: str, name: str) -> Any:
        return self.post_request({"cmd": "frappe.client.delete", "doctype": doctype, "name": name})

    def submit(self, doc: Any) -> Any:
        return self.post_request({"cmd": "frappe.client.submit", "doc": as_json(doc)})

    def cancel(self, doctype: str, name: str) -> Any:
        return self.post_request({"cmd": "frappe.client.cancel", "doctype": doctype, "name": name})

    def rename_doc(self, doctype: str, old_name: str, new_name: str) -> Any:
        values = {"doctype": doctype, "old_name": old_name, "new_name": new_name}
        return self.post_request({"cmd": "frappe.client.rename_doc", **values})

    def get_value(self, doctype: str, fieldname: Any = None, filters: Any = None) -> Any:
        values = {"doctype": doctype, "fieldname": fieldname or "name", "filters": as_json(filters)}
        return self.get_request({"cmd": "frappe.client.get_value", **values})

    def set_value(self, doctype: str, docname: str, fieldname: Any, value: Any) -> Any:
        values = {"doctype": doctype, "name": docname, "fieldname": fieldname, "value": value}
        return self.post_request({"cmd": "frappe.client.set_value", **values})

    # -- calls

    def get_api(self, method: str, params: Mapping[str, Any] | None = None) -> Any:
        return self._answer(self._send("GET", f"/api/method/{method}/", params))

    def post_api(self, method: str, params: Mapping[str, Any] | None = None) -> Any:
        return self._answer(self._send("POST", f"/api/method/{method}/", params))

    def get_request(self, params: Mapping[str, Any]) -> Any:
        return self._answer(self._send("GET", "/", params))

    def post_request(self, data: Mapping[str, Any]) -> Any:
        return self._answer(self._send("POST", "/", data))

    def _send(self, method: str, path: str, values: Mapping[str, Any] | None = None) -> Any:
        given = {
            key: as_json(value) if isinstance(value, (dict, list, tuple)) else value
            for key, value in (values or {}).items()
            if value is not None
        }
        where = {"params": given} if method == "GET" else {"data": given}
        return self.session.request(
            method, self.url + path, headers=self.headers, verify=self.verify, timeout=TIMEOUT_S, **where
        )

    @staticmethod
    def _answer(response: Any) -> Any:
        """Return what an answer carries.

        Raises:
            FrappeException: the other site answered with an error.
        """
        try:
            found = response.json()
        except ValueError:
            raise FrappeException(response.text[:500]) from None
        if response.status_code >= 400 or found.get("exc"):
            raise FrappeException(found.get("exception") or found.get("exc") or str(found)[:500])
        return found.get("message", found.get("data"))


def _path(doctype: str, name: str = "") -> str:
    return f"/api/resource/{quote(doctype)}" + (f"/{quote(name, safe='')}" if name else "")
