"""The answer: envelopes of v1 and v2, JSON, errors, headers (contract 7.1, 7.4; security.md)."""

from __future__ import annotations

import functools
import json
import logging
import re
import secrets
from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from frappe.context import current_user, local
from frappe.exceptions import (
    AuthenticationError,
    DataError,
    DoesNotExistError,
    SessionExpired,
    SessionStopped,
    ValidationError,
    words_of,
)
from frappe.exceptions import PermissionError as NoPermission
from frappe.messages import _, _lt
from frappe.model.base_document import BaseDocument
from frappe.types import _dict
from frappe.utils.numbers import cint
from frappe.utils.text import dump_json, register_json

LOG = logging.getLogger("frappe.web")
SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Frame-Options": "SAMEORIGIN",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
CSP = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self';"
    " connect-src {connect}; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)


def _document(value: Any) -> Any:
    if isinstance(value, BaseDocument):
        return value.as_dict(no_nulls=True)
    raise TypeError


register_json(_document)


def json_response(body: Any, status: int = 200) -> Response:
    return Response(dump_json(body), status=status, content_type="application/json; charset=utf-8")


def to_response(result: Any, version: int) -> Response:
    """Return the answer of an endpoint: its own Response, a file, or the envelope of its API version."""
    if isinstance(result, Response):
        return result
    answer: _dict = local.response
    if answer.get("type") in ("download", "binary"):
        return _download(answer)
    if answer.get("type") == "redirect":
        return Response("", status=answer.get("http_status_code") or 302, headers={"Location": answer.location})
    status = answer.pop("http_status_code", None) or 200
    answer.pop("type", None)
    return json_response(ENVELOPES[version](result, answer), status)


def _v1(result: Any, answer: _dict) -> dict[str, Any]:
    body = dict(answer)
    if not body.get("docs"):
        body.pop("docs", None)
    if result is not None:
        body.setdefault("message", result)
    if local.message_log:
        body["_server_messages"] = server_messages()
    return body


def _v2(result: Any, answer: _dict) -> dict[str, Any]:
    body = {key: value for key, value in answer.items() if key != "message" and not (key == "docs" and not value)}
    body["data"] = result if result is not None else answer.get("message")
    if local.message_log:
        body["messages"] = list(local.message_log)
    return body


def _resource(result: Any, answer: _dict) -> dict[str, Any]:
    body = {"data": result}
    if local.message_log:
        body["_server_messages"] = server_messages()
    return body


ENVELOPES = {0: _resource, 1: _v1, 2: _v2}


def server_messages() -> str:
    """Return the message log as JSON in JSON (12.15)."""
    return json.dumps([dump_json(message).decode() for message in local.message_log])


def _download(answer: _dict) -> Response:
    content = answer.filecontent
    kind = answer.get("content_type") or "application/octet-stream"
    response = Response(content, content_type=kind)
    disposition = answer.get("display_content_as") or "attachment"
    response.headers.set("Content-Disposition", disposition, filename=safe_filename(answer.filename or "file"))
    return response


def safe_filename(name: str) -> str:
    """Return a name that cannot break a header or a path."""
    return "".join(char for char in name if char.isprintable() and char not in '"\\/\r\n;')[:180] or "file"


# -- errors


def error_response(error: Exception, version: int) -> Response:
    """Return the answer for an error: its status, its words; never a traceback or SQL."""
    if isinstance(error, (json.JSONDecodeError, RecursionError)):  # an argument that a function reads as JSON
        error = DataError(_("A value that should be JSON cannot be read."))
    cause = error.__cause__ or error
    if isinstance(cause, UnicodeError):  # half of a pair of surrogates
        error = DataError(_("A text holds characters that are no valid Unicode."))
    if isinstance(cause, OverflowError):
        error = DataError(_("A number is out of range."))
    if isinstance(error, HTTPException):
        status, text = error.code or 500, str(error.name)
        kind = "ValidationError"
    else:
        status = int(getattr(error, "http_status_code", 500))
        text, kind = words_of(error), type(error).__name__
    if status >= 500 and status != 501 and not isinstance(error, SessionStopped):
        text = log_failure(error, local.request.path)
        kind = "InternalError" if status == 500 else kind
    if isinstance(error, (AuthenticationError, SessionExpired)):
        local.cookie_manager.clear_login()
    body = _error_v2(error, kind, text) if version == 2 else _error_v1(error, kind, text)
    return json_response(body, status)


def _parts(error: Exception) -> dict[str, Any]:
    parts = getattr(error, "parts", {})
    return {
        key: value
        for key, value in parts.items()
        if key != "shown" and isinstance(value, (str, int, float, list, bool))
    }


def _error_v1(error: Exception, kind: str, text: str) -> dict[str, Any]:
    log = list(local.message_log)
    if not any(_tells(message, error, text) for message in log):
        log.append(_dict(message=text, title=_title(error), indicator="red", raise_exception=1))
    messages = json.dumps([dump_json(message).decode() for message in log])
    told = str(error) if hasattr(error, "shown") else text
    body = {"exc_type": kind, "exception": f"{kind}: {told}", "_server_messages": messages, **_extra()}
    if getattr(error, "http_status_code", 500) != 404:
        body["exc"] = json.dumps([f"frappe.exceptions.{kind}: {told}"])  # clients know an error by it (12.15)
    parts = _parts(error)
    return {**body, "error_parts": parts} if parts else body


def _tells(message: _dict, error: Exception, text: str) -> bool:
    """Tell whether a message of the log says what the error says, or a part of it."""
    return str(message.get("message")) == text or (hasattr(error, "shown") and bool(message.get("raise_exception")))


def _extra() -> dict[str, Any]:
    return {"session_expired": 1} if local.response.get("session_expired") else {}


def _error_v2(error: Exception, kind: str, text: str) -> dict[str, Any]:
    entry = {"type": kind, "message": text, "title": _title(error), "indicator": "red", **_parts(error)}
    body: dict[str, Any] = {"errors": [entry]}
    if local.message_log:
        body["messages"] = [message for message in local.message_log if not _tells(message, error, text)]
    return body


_TITLES: tuple[tuple[type[Exception], str], ...] = (
    (NoPermission, _lt("Not permitted")),
    (AuthenticationError, _lt("Not signed in")),
    (DoesNotExistError, _lt("Not found")),
    (ValidationError, _lt("Please check")),
)


def _title(error: Exception) -> str:
    return str(next((title for kind, title in _TITLES if isinstance(error, kind)), _lt("Message")))


def log_failure(error: Exception, path: str) -> str:
    """Write what happened to the log and return a text with a reference that a user can pass on."""
    reference = secrets.token_hex(4)
    where = "".join(char for char in path if char.isprintable())[:200]
    LOG.error("reference %s: %s %s", reference, current_user(), where, exc_info=error)
    return _("Something went wrong on the server. Tell your administrator the reference {0}.").format(reference)


# -- headers


def finish(response: Response, *, secure: bool) -> Response:
    """Put the headers on that every answer carries."""
    headers = response.headers
    present = {key.lower() for key in headers.keys()}
    headers.extend([pair for pair in _common_headers(local.request.host, _realtime_port(), secure=secure)
                    if pair[0].lower() not in present])  # fmt: skip
    headers["X-Frappe-Request-Id"] = local.request_id
    operation = local.operation
    if operation is not None and operation.stored:
        headers["X-Operation-Id"] = operation.id
    _cors(headers)
    for key, value in local.response_headers.items():
        headers[key] = value
    local.cookie_manager.write(response, secure=secure)
    return response


@functools.lru_cache(maxsize=256)
def _common_headers(host: str, realtime_port: int, *, secure: bool) -> tuple[tuple[str, str], ...]:
    """Return the headers of every answer to a host, unless it has its own."""
    transport = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"} if secure else {}
    headers = {
        **SECURITY_HEADERS,
        "Content-Security-Policy": CSP.format(connect=_connect_sources(host, realtime_port, secure=secure)),
        **transport,
        "Cache-Control": "no-store, no-cache, must-revalidate, max-age=0",
    }
    return tuple(headers.items())


def _realtime_port() -> int:
    return cint(local.conf.get("socketio_port")) or 9000


def _connect_sources(host: str, port: int, *, secure: bool) -> str:
    """Return where pages may connect to: this origin and the realtime port beside it."""
    host = host.partition(":")[0]
    if not _HOST.fullmatch(host):
        return "'self'"
    kinds = ("https", "wss") if secure else ("http", "ws")
    return " ".join(["'self'", *(f"{kind}://{host}:{port}" for kind in kinds)])


_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}")


def _cors(headers: Any) -> None:
    origin = local.request.headers.get("Origin")
    allowed = local.conf.allow_cors
    if not origin or not allowed:
        return
    listed = [allowed] if isinstance(allowed, str) else list(allowed)
    if "*" in listed or origin in listed:
        headers["Access-Control-Allow-Origin"] = origin
        headers["Access-Control-Allow-Credentials"] = "true"
        headers["Vary"] = "Origin"
        headers["Access-Control-Allow-Methods"] = "GET, POST, PUT, PATCH, DELETE, OPTIONS"
        headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type, X-Frappe-CSRF-Token, X-Frappe-Site-Name"
