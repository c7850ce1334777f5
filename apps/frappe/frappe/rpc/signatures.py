"""Links that carry their own proof: parameters signed with the site's key (contract 10, ``verified_command``)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from frappe.context import local
from frappe.utils.password import get_encryption_key

_NAME = "_signature"


def get_signed_params(params: str | Mapping[str, Any]) -> str:
    """Return parameters as a query string that ends with their signature."""
    text = params if isinstance(params, str) else urlencode(params)
    return f"{text}&{_NAME}={_sign(text)}"


def _sign(text: str) -> str:
    key = hashlib.sha256(b"signed link:" + get_encryption_key().encode()).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def is_signed(query: str) -> bool:
    """Tell whether a query string is one that this site signed."""
    text, _mark, signature = query.rpartition(f"&{_NAME}=")
    return bool(text) and hmac.compare_digest(_sign(text), signature)


def verify_request() -> bool:
    """Tell whether the request's query string is one that this site signed."""
    request = local.__dict__.get("request")
    query = request.query_string.decode("utf-8", "replace") if request is not None else ""
    return is_signed(query)
