"""A request's parts, read once and with limits (design 6.15)."""

from __future__ import annotations

import json
from typing import Any

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Request

from frappe.context import local
from frappe.exceptions import DataError, MaxFileSizeReachedError
from frappe.messages import _
from frappe.types import _dict

MAX_JSON_BYTES = 10 * 1024 * 1024
MAX_UPLOAD_BYTES = 25 * 1024 * 1024
MAX_DEPTH = 40


class FrappeRequest(Request):
    """Werkzeug's request with limits on what a body may hold."""

    max_form_parts = 1000
    max_form_memory_size = MAX_JSON_BYTES
    max_content_length = MAX_UPLOAD_BYTES + 1024 * 1024


def form_of(request: Request) -> _dict:
    """Return the arguments of a request: a JSON object, or query and form fields; of a repeated one the last.

    Raises:
        DataError: the JSON cannot be read, is too large or too deep.
    """
    if (request.content_length or 0) > MAX_JSON_BYTES and "multipart" not in (request.content_type or ""):
        raise DataError(_("The body is larger than {0} MB.").format(MAX_JSON_BYTES // 1024 // 1024))
    values = _dict({key: request.args.getlist(key)[-1] for key in request.args})
    kind = (request.content_type or "").split(";")[0].strip().lower()
    if kind == "application/json":
        body = _json_of(request)
        values.update(body if isinstance(body, dict) else {"data": body} if body is not None else {})
    elif request.method in ("POST", "PUT", "PATCH", "DELETE", "QUERY"):
        try:
            form = request.form
        except RequestEntityTooLarge as error:
            raise MaxFileSizeReachedError(
                _("The file is larger than {0} MB.").format(MAX_UPLOAD_BYTES // 1024 // 1024)
            ) from error
        values.update({key: form.getlist(key)[-1] for key in form})
        if not values and kind == "":
            body = _json_of(request)
            values.update(body if isinstance(body, dict) else {})
    values.pop("_", None)
    return values


def _json_of(request: Request) -> Any:
    text = request.get_data(cache=True)
    if not text:
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DataError(_("The body is not valid JSON.")) from error
    if _depth(value) > MAX_DEPTH:
        raise DataError(_("The JSON is nested deeper than {0}.").format(MAX_DEPTH))
    return value


def _depth(value: Any) -> int:
    level, layer = 0, [value]
    while layer and level <= MAX_DEPTH:
        level += 1
        inner: list[Any] = []
        for part in layer:
            if isinstance(part, dict):
                inner += [v for v in part.values() if isinstance(v, (dict, list))]
            elif isinstance(part, list):
                inner += [v for v in part if isinstance(v, (dict, list))]
        layer = inner
    return level


def address_of(request: Request) -> str:
    """Return the caller's address; ``X-Forwarded-For`` counts only from ``trusted_proxies``."""
    address = request.remote_addr or "0.0.0.0"
    trusted = local.conf.get("trusted_proxies") or []
    forwarded = request.headers.get("X-Forwarded-For")
    if forwarded and address in trusted:
        return forwarded.split(",")[-1].strip()
    return address


def is_secure(request: Request) -> bool:
    if request.scheme == "https":
        return True
    trusted = local.conf.get("trusted_proxies") or []
    return request.remote_addr in trusted and request.headers.get("X-Forwarded-Proto") == "https"
