"""Locks of documents that a background action holds, and the queueing of such actions."""

from __future__ import annotations

import hashlib
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from frappe.context import local
from frappe.exceptions import DocumentLockedError, ValidationError
from frappe.jobs import enqueue
from frappe.messages import _, msgprint
from frappe.model.base_document import BaseDocument
from frappe.model.documents import get_doc


class Locking(BaseDocument):
    """The part of ``Document`` that takes and heeds them."""

    def check_if_locked(self) -> None:
        """Refuse work on a document that a background action holds.

        Raises:
            DocumentLockedError: another action has it.
        """
        if not self.flags.ignore_lock and self._lock_path().exists() and not self.is_new():
            raise DocumentLockedError(
                _("This document is locked by a background action: {0}").format(self.name), doctype=self.doctype
            )

    def _lock_path(self) -> Path:
        return Path(local.site_path, "locks", self.get_document_signature() + ".lock")

    def get_document_signature(self) -> str:
        return hashlib.sha224(f"{self.doctype}:{self.get('name')}".encode()).hexdigest()

    def lock(self, timeout: int | None = None) -> None:
        path = self._lock_path()
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            path.touch(exist_ok=False)
        except FileExistsError:
            raise DocumentLockedError(
                _("This document is locked by a background action: {0}").format(self.name), doctype=self.doctype
            ) from None

    def unlock(self) -> None:
        self._lock_path().unlink(missing_ok=True)

    @property
    def is_locked(self) -> bool:
        return self._lock_path().exists()

    def queue_action(self, action: str, **kwargs: Any) -> None:
        """Run an action in the background, the document locked until it is done."""
        self.lock()
        enqueue(
            "frappe.model.locking.execute_action",
            __doctype=self.doctype,
            __name=self.name,
            __action=action,
            queue=kwargs.pop("queue", "default"),
            **kwargs,
        )


def execute_action(__doctype: str, __name: str, __action: str, **kwargs: Any) -> None:
    """Do a queued action; a failure is shown as a comment on the document."""
    doc = get_doc(__doctype, __name)
    doc.unlock()
    with _reported(doc, __action):
        getattr(doc, __action)(**kwargs)


@contextmanager
def _reported(doc: Any, action: str) -> Generator[None]:
    try:
        yield
    except ValidationError as error:
        local.db.rollback()
        doc.add_comment("Comment", _("Action {0} failed: {1}").format(action, error))
        msgprint(str(error))
        local.db.commit()
