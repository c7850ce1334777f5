"""Checks of e-mail addresses, phone numbers and URLs."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from frappe.exceptions import InvalidEmailAddressError, InvalidPhoneNumberError, ValidationError
from frappe.messages import _

_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(\.[\w-]+)+", re.UNICODE)
_PHONE = re.compile(r"[0-9 +_\-,.*#()x]{1,20}")


def validate_email_address(email_str: str, throw: bool = False) -> str:
    """Return the addresses when all are valid, else an empty text."""
    parts = [part.strip() for part in (email_str or "").split(",") if part.strip()]
    addresses = []
    for part in parts:
        match = re.search(r"<([^<>]+)>\s*$", part)
        address = match.group(1) if match else part
        if len(address) <= 254 and _EMAIL.fullmatch(address):
            addresses.append(address)
        elif throw:
            raise InvalidEmailAddressError(_("{0} is not a valid Email Address").format(address))
    return ", ".join(addresses) if len(addresses) == len(parts) else ""


def split_emails(txt: str | None) -> list[str]:
    return [part.strip() for part in re.split(r"[,;\n]", txt or "") if part.strip()]


def validate_phone_number(phone_number: str, throw: bool = False) -> bool:
    """Tell whether a text looks like a phone number."""
    valid = bool(phone_number) and bool(_PHONE.fullmatch(str(phone_number).strip()))
    if not valid and throw:
        raise InvalidPhoneNumberError(_("{0} is not a valid Phone Number").format(phone_number))
    return valid


def validate_url(txt: str, throw: bool = False, valid_schemes: Any = None) -> bool:
    """Tell whether a text is a URL of one of the schemes (http, https, ftp by default)."""
    schemes = valid_schemes or ("http", "https", "ftp")
    schemes = (schemes,) if isinstance(schemes, str) else schemes
    try:
        parts = urlsplit((txt or "").strip())
    except ValueError:
        parts = urlsplit("")
    valid = parts.scheme in schemes and bool(parts.netloc) and not re.search(r"[\s<>\"]", txt.strip())
    if not valid and throw:
        raise ValidationError(_("'{0}' is not a valid URL").format(txt))
    return valid
