"""Deleted documents: a copy from which each can come back (contract 3.4)."""

from __future__ import annotations

from typing import Any

from frappe.context import local
from frappe.exceptions import DocumentAlreadyRestored, DoesNotExistError, DuplicateEntryError, ValidationError
from frappe.messages import _, msgprint
from frappe.metadata import find_meta
from frappe.model.document import Document
from frappe.model.documents import get_doc
from frappe.operations.restore import insert_again
from frappe.permissions import only_for
from frappe.rpc import whitelist
from frappe.utils import cstr, parse_json


class DeletedDocument(Document):
    """The copy of one deleted document; ``data`` is its JSON."""

    no_feed_on_delete = True

    @staticmethod
    def clear_old_logs(days: int = 180) -> None:
        from frappe.core.doctype.log_settings.log_settings import delete_older_than

        delete_older_than("Deleted Document", days)


@whitelist(methods=["POST"])
def restore(name: str, alert: bool = True) -> str:
    """Write a deleted document again, as a draft where it had been cancelled; return its name.

    A name that was taken meanwhile is not overwritten: the document gets a new one.

    Raises:
        DocumentAlreadyRestored: it is back already. DoesNotExistError: its DocType is gone.
    """
    only_for("System Manager")
    deleted = get_doc("Deleted Document", name, for_update=True)
    if deleted.restored:
        text = _("Document {0} was restored already.").format(deleted.deleted_name)
        raise DocumentAlreadyRestored(text, doctype=deleted.deleted_doctype, name=deleted.new_name)
    meta = find_meta(deleted.deleted_doctype)
    if meta is None:
        raise DoesNotExistError(_("DocType {0} does not exist any more.").format(deleted.deleted_doctype))
    doc = _insert_again(deleted, parse_json(deleted.data))
    doc.add_comment("Edit", _("restored {0} as {1}").format(deleted.deleted_name, doc.name))
    deleted.db_set({"new_name": cstr(doc.name), "restored": 1})
    if alert:
        msgprint(_("Document {0} restored").format(doc.name), alert=True)
    return cstr(doc.name)


def _insert_again(deleted: Any, values: dict[str, Any]) -> Any:
    taken = local.db.exists(deleted.deleted_doctype, deleted.deleted_name)
    try:
        return insert_again(deleted.deleted_doctype, None if taken else deleted.deleted_name, values)
    except DuplicateEntryError as error:
        raise ValidationError(_("A document with these values exists already: {0}").format(error)) from error


@whitelist(methods=["POST"])
def bulk_restore(docnames: list[str]) -> dict[str, list[str]]:
    """Restore many documents, each on its own; return what came back and what did not."""
    only_for("System Manager")
    answer: dict[str, list[str]] = {"restored": [], "invalid": [], "failed": []}
    for name in docnames:
        point = f"restore_{len(answer['restored']) + len(answer['failed'])}"
        local.db.savepoint(point)
        try:
            restore(name, alert=False)
            answer["restored"].append(name)
        except DocumentAlreadyRestored:
            local.db.rollback(save_point=point)
            answer["invalid"].append(name)
        except ValidationError:
            local.db.rollback(save_point=point)
            answer["failed"].append(name)
    return answer
