"""Mail without a transport yet: each message is a file under the site's ``private/mail``."""

from __future__ import annotations

import json
from pathlib import Path

from frappe.config import get_site_path
from frappe.context import local
from frappe.localization import now
from frappe.utils.identifiers import uuid7


def queue_mail(recipients: list[str], subject: str, message: str) -> None:
    """Write a message once the transaction commits; a rollback sends nothing."""

    def write() -> None:
        folder = Path(get_site_path("private", "mail"))
        folder.mkdir(parents=True, exist_ok=True)
        content = {"to": recipients, "subject": subject, "message": message, "queued_at": now()}
        path = folder / f"{uuid7()}.json"
        path.touch(mode=0o600)
        path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")

    local.db.after_commit.add(write)
