"""One action on many documents (contract section 5)."""

from __future__ import annotations

from typing import Any

from frappe.context import local
from frappe.exceptions import PermissionError as NoPermission
from frappe.exceptions import TimestampMismatchError, ValidationError, words_of
from frappe.messages import _, msgprint
from frappe.metadata import get_meta
from frappe.rpc import whitelist
from frappe.types import _dict
from frappe.utils import parse_json
from frappe.workflow.engine import apply_workflow, get_transitions

INLINE, MOST = 20, 500


@whitelist(methods=["POST"])
def bulk_workflow_approval(docnames: str | list[Any], doctype: str, action: str, opinion: str | None = None) -> Any:
    """Take one action on many documents, each in its own transaction; say which failed and why.

    Fewer than 20 at once, up to 500 in the background.

    Raises:
        ValidationError: more than 500.
    """
    names = _names(docnames)
    get_meta(doctype)
    if len(names) < INLINE:
        return apply_to_all(names, doctype, action, opinion)
    from frappe.jobs import enqueue  # the queue is not needed for a few documents

    enqueue(
        "frappe.workflow.bulk.apply_to_all", queue="default", timeout=1500, names=names, doctype=doctype, action=action,
        opinion=opinion,
    )  # fmt: skip
    msgprint(_("Bulk {0} is enqueued in background.").format(_(action)), alert=True)
    return {"done": [], "failed": {}, "queued": len(names)}


def apply_to_all(names: list[Any], doctype: str, action: str, opinion: str | None = None) -> dict[str, Any]:
    """Take the action on each document and commit it; a refusal leaves the others alone."""
    done: list[Any] = []
    failed: dict[str, str] = {}
    for name in names:
        try:
            apply_workflow({"doctype": doctype, "name": name}, action, opinion)
            local.db.commit()
            done.append(name)
        except (ValidationError, NoPermission, TimestampMismatchError) as error:
            local.db.rollback()
            failed[str(name)] = words_of(error)
    _report(done, failed, action)
    return {"done": done, "failed": failed, "queued": 0}


def _report(done: list[Any], failed: dict[str, str], action: str) -> None:
    if failed:
        title = _("{0} failed for {1} of {2}").format(_(action), len(failed), len(done) + len(failed))
        lines = [f"{name}: {text}" for name, text in failed.items()]
        msgprint(lines, title=title, as_list=True, indicator="orange" if done else "red")


@whitelist(methods=["GET", "POST"])
def get_common_transition_actions(docs: str | list[Any], doctype: str) -> list[str]:
    """Return the actions that the acting user may take on every one of some documents."""
    common: list[str] | None = None
    for name in _names(docs):
        actions = [row.action for row in get_transitions(_dict(doctype=doctype, name=name))]
        common = [action for action in (actions if common is None else common) if action in actions]
        if not common:
            return []
    return list(dict.fromkeys(common or ()))


def _names(entries: Any) -> list[Any]:
    found = parse_json(entries) if isinstance(entries, str) else entries
    names = (
        [entry.get("name") if hasattr(entry, "get") else entry for entry in found]
        if isinstance(found, list)
        else [None]
    )
    if not all(isinstance(name, (str, int)) for name in names):
        raise ValidationError(_("A list of document names is needed."))
    if len(names) > MOST:
        raise ValidationError(_("Bulk approval only supports up to {0} documents.").format(MOST))
    return list(dict.fromkeys(names))
