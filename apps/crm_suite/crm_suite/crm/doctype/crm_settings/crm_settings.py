"""Settings of the customer module and their reading."""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from crm_suite.crm.name_keys import EN_LEGAL_WORDS, NOISE_WORDS, ZH_LEGAL_WORDS


class CRMSettings(Document):
    """See the DocType definition beside this file."""


def legal_name_words() -> list[str]:
    """Return the words of which a full legal name has at least one."""
    return _lines("legal_name_words") or [*ZH_LEGAL_WORDS, *EN_LEGAL_WORDS]


def noise_words() -> list[str]:
    """Return the words that do not tell two companies apart."""
    return _lines("name_noise_words") or [*NOISE_WORDS]


def _lines(fieldname: str) -> list[str]:
    text = frappe.db.get_single_value("CRM Settings", fieldname) or ""
    return [line.strip() for line in text.splitlines() if line.strip()]
