"""What the desk asks about operations: what one did, and to take it back, at once or in the background."""

from __future__ import annotations

from typing import Any

from frappe.context import current_user
from frappe.exceptions import DoesNotExistError, ValidationError
from frappe.exceptions import PermissionError as NoPermission
from frappe.jobs import enqueue, get_job, is_job_enqueued
from frappe.jobs.arguments import load_result
from frappe.messages import _
from frappe.operations.changes import UNDO, Head, head_of, heads_below
from frappe.operations.undo import Undone, count_changes, undo
from frappe.permissions import get_roles

INLINE = 200
SENT = 2_000
# What people do. Installs, migrations and scripts of administrators have ways back of their own.
UNDOABLE = frozenset({"request", "import", UNDO})
HERE = "frappe.operations.service"


def start_undo(operation_id: str) -> dict[str, Any]:
    """Take an operation back: at once when it is small, else in the background; return ``state_of`` it.

    Raises:
        DoesNotExistError: there is no such operation. PermissionError: it is another user's, and the acting user is no
        System Manager. ValidationError: it is of a kind that cannot be undone.
    """
    head = readable_head(operation_id)
    if head.kind not in UNDOABLE:
        raise ValidationError(_("What was done by {0} cannot be undone here.").format(head.kind))
    if is_job_enqueued(_job_id(operation_id)):
        return state_of(operation_id)
    if count_changes(operation_id) <= INLINE:
        return {**state_of(operation_id), **as_dict(undo(operation_id))}
    enqueue(
        f"{HERE}.run_undo", queue="long", job_id=_job_id(operation_id), deduplicate=True, enqueue_after_commit=True,
        job_name=f"Undo of {head.kind} {operation_id}", operation_id=operation_id,
    )  # fmt: skip
    return {**state_of(operation_id), "status": "queued"}


def run_undo(operation_id: str) -> dict[str, Any]:
    """Undo in the background, as the user who asked for it; a job that was stopped goes on where it was."""
    return as_dict(undo(operation_id, commit=True))


def state_of(operation_id: str) -> dict[str, Any]:
    """Return who did an operation, how much it changed, and how its undo stands.

    ``status`` is None, queued, started, finished or failed; ``undone`` counts documents, ``kept`` names those that
    were left alone (at most 2,000), ``undone_by`` and ``undone_at`` tell of the last undo.
    """
    head = readable_head(operation_id)
    job = get_job(_job_id(operation_id))
    undos = [one for one in heads_below(operation_id) if one.kind == UNDO]
    return {
        "operation": operation_id,
        "kind": head.kind,
        "route": head.route,
        "user": head.user,
        "at": head.recorded_at,
        "changes": count_changes(operation_id),
        "status": job.status if job else "finished" if undos else None,
        "undone_by": undos[-1].user if undos else None,
        "undone_at": undos[-1].recorded_at if undos else None,
        **(load_result(job.result) or {} if job else {}),
    }


def readable_head(operation_id: str) -> Head:
    """Return the head of an operation of the acting user, of any user for a System Manager."""
    head = head_of(operation_id)
    if head is None:
        raise DoesNotExistError(_("There is no operation {0}.").format(operation_id))
    if head.user != current_user() and "System Manager" not in get_roles():
        raise NoPermission(_("This was done by another user. Ask a System Manager to undo it."))
    return head


def as_dict(outcome: Undone) -> dict[str, Any]:
    """Return an outcome as the desk reads it."""
    return {
        "undo": outcome.operation,
        "status": "finished",
        "undone": outcome.count,
        "kept_count": len(outcome.kept),
        "kept": [one.as_dict() for one in outcome.kept[:SENT]],
    }


def _job_id(operation_id: str) -> str:
    return f"undo:{operation_id}"
