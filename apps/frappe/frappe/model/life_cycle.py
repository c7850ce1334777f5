"""The life of a document as lists of steps (contract 3.2, 3.3). ``docs/doctype.md`` prints these lists.

A step takes the document. ``run`` walks a list; the lists are the whole order of events.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from frappe.context import current_user, local
from frappe.exceptions import (
    DocstatusTransitionError,
    TimestampMismatchError,
    UpdateAfterSubmitError,
    ValidationError,
)
from frappe.journal import record_change
from frappe.localization import now
from frappe.messages import _
from frappe.model import children, conditions, links, naming, storage, validation, versions
from frappe.model.create_new import defaults_of
from frappe.model.events import run_event
from frappe.model.field_levels import reset_unwritable
from frappe.modules import get_attr, get_hooks

Step = Callable[[Any], None]


def run(doc: Any, steps: tuple[Step, ...]) -> None:
    """Walk a list of steps."""
    for step in steps:
        step(doc)


# -- steps before the checks


def apply_defaults(doc: Any) -> None:
    """Fill missing fields of a new document and of its new rows (not while importing)."""
    if local.flags.in_import:
        return
    doc.update_if_missing(defaults_of(doc.meta, doc))
    apply_child_defaults(doc)


def apply_child_defaults(doc: Any) -> None:
    """Fill missing fields of new child rows."""
    if local.flags.in_import:
        return
    for row in doc.get_all_children():
        if row.is_new():
            row.update_if_missing(defaults_of(row.meta, row, parent=doc))


def stamp(doc: Any) -> None:
    """Set who and when, on the document and its rows."""
    user, moment, own = current_user(), now(), doc.__dict__
    own["_original_modified"] = own.get("modified")
    own["modified"], own["modified_by"] = moment, user
    keep = local.flags.in_install or local.flags.in_patch or local.flags.in_migrate
    if doc.is_new():
        if not (keep and own.get("creation")):
            own["creation"] = moment
        if not (keep and own.get("owner")):
            own["owner"] = user
    for row in doc.get_all_children():
        _stamp_row(row, moment, user)


def _stamp_row(row: Any, moment: Any, user: str) -> None:
    own = row.__dict__
    own["modified"], own["modified_by"] = moment, user
    own["creation"] = own.get("creation") or moment
    own["owner"] = own.get("owner") or user


def set_docstatus(doc: Any) -> None:
    """Give the document and its rows one docstatus."""
    doc.docstatus = doc.__dict__.get("docstatus") or 0
    doc.__dict__["idx"] = doc.__dict__.get("idx") or 0
    for row in doc.get_all_children():
        row.docstatus = doc.docstatus


def check_sent(doc: Any) -> None:
    """Check the types of values that came through a door: controllers need not expect a list where a date belongs."""
    if doc.flags.through_door:
        validation.check_sent(doc)


def check_new(doc: Any) -> None:
    """Decide between save and submit for a new document."""
    if doc.docstatus == 2:
        raise DocstatusTransitionError(_("A new {0} cannot be cancelled.").format(_(doc.doctype)))
    doc._action = "submit" if doc.docstatus == 1 else "save"
    if doc._action == "submit":
        _require_submittable(doc)
        doc.check_permission("submit")


def check_if_latest(doc: Any) -> None:
    """Load the stored document under a lock, refuse a stale copy, decide the action (contract 3.3)."""
    if doc.meta.is_virtual:
        doc._action = "save"
        return
    doc._doc_before_save = storage.load_before_save(doc)
    stored = doc._doc_before_save
    if not doc.meta.issingle:
        original = doc.__dict__.get("_original_modified")
        if validation.time_text(stored.modified) != validation.time_text(original):
            raise TimestampMismatchError(
                _("Document has been modified after you have opened it. Please refresh to get the latest document.")
                + f" ({doc.doctype} {doc.name})",
                doctype=doc.doctype,
                name=doc.name,
                modified=str(stored.modified),
                modified_by=stored.modified_by,
            )
    doc._action = _action(doc, int(stored.docstatus or 0), int(doc.docstatus or 0))


_ACTIONS = {(0, 0): "save", (0, 1): "submit", (1, 1): "update_after_submit", (1, 2): "cancel"}
_RIGHTS = {"submit": "submit", "update_after_submit": "submit", "cancel": "cancel"}


def _action(doc: Any, before: int, after: int) -> str:
    if before == 2:
        raise ValidationError(_("Cannot edit cancelled document {0}").format(doc.name), doctype=doc.doctype)
    action = _ACTIONS.get((before, after))
    if action is None:
        raise DocstatusTransitionError(
            _("Cannot change docstatus of {0} from {1} to {2}").format(doc.name, before, after), doctype=doc.doctype
        )
    if action in ("submit", "update_after_submit", "cancel"):
        _require_submittable(doc)
    if action in _RIGHTS:
        doc.check_permission(_RIGHTS[action])
    return action


def _require_submittable(doc: Any) -> None:
    if not doc.meta.is_submittable:
        raise ValidationError(_("{0} cannot be submitted: its DocType is not submittable.").format(_(doc.doctype)))


def values_of_discard(doc: Any) -> dict[str, Any]:
    """Return what a draft holds once it is given up: docstatus 2 and, under a workflow, the state of that.

    Raises:
        ValidationError: the DocType is not submittable.
        WorkflowPermissionError: no transition that the user may take leads there.
    """
    _require_submittable(doc)
    doc.load_doc_before_save()
    before = dict(doc.__dict__)
    doc.docstatus, doc._action = 2, "cancel"
    run_life_cycle_steps(doc)
    return {name: value for name in doc.meta.columns if (value := doc.__dict__.get(name)) != before.get(name)}


def check_create(doc: Any) -> None:
    doc.check_permission("create")


def check_write(doc: Any) -> None:
    doc.check_permission("write")


def before_insert(doc: Any) -> None:
    doc.run_method("before_insert")


def set_name(doc: Any) -> None:
    naming.set_new_name(doc)
    children.set_parents(doc)


def mark_in_insert(doc: Any) -> None:
    doc.flags.in_insert = True


_BEFORE = {
    "save": ("validate", "before_save"),
    "submit": ("validate", "before_submit"),
    "cancel": ("before_cancel",),
    "update_after_submit": ("before_update_after_submit",),
}
_AFTER = {
    "save": ("on_update",),
    "submit": ("on_update", "on_submit"),
    "cancel": ("on_cancel",),
    "update_after_submit": ("on_update_after_submit",),
}


def run_before_events(doc: Any) -> None:
    """Run before_validate, validate and the event of the action."""
    doc.load_doc_before_save()
    doc.__dict__.pop("_validated", None)
    if doc._action in ("save", "submit"):
        doc.run_method("before_validate")
    if doc.flags.ignore_validate:
        return
    for event in _BEFORE[doc._action]:
        doc.run_method(event)
    set_title(doc)


def set_title(doc: Any) -> None:
    """Fill a title field whose default is a template such as ``{customer} {date}``."""
    field = doc.meta.get_field(doc.meta.get_title_field())
    if (
        field is None
        or not field.default
        or "{" not in field.default
        or not (field.hidden or not doc.get(field.fieldname))
    ):
        return
    values = {key: value if value is not None else "" for key, value in doc.get_valid_dict().items()}
    doc.set(field.fieldname, _fill(field.default, values))


def _fill(template: str, values: dict[str, Any]) -> str:
    for key, value in values.items():
        template = template.replace("{" + key + "}", str(value))
    return template


def run_checks(doc: Any) -> None:
    """Run the framework's own checks (contract 3.5), the named steps of features last."""
    if doc._action == "cancel":
        run_life_cycle_steps(doc)
        return
    validation.check(doc)
    run_life_cycle_steps(doc)
    for row in doc.get_all_children():
        validation.check_row(row, doc)
    validation.check_constants(doc)


def run_life_cycle_steps(doc: Any) -> None:
    """Run the steps that features registered by name in hooks (workflow)."""
    for path in get_hooks("life_cycle_steps", {}).get("validate", ()):
        get_attr(path)(doc)


def check_update_after_submit(doc: Any) -> None:
    """Refuse changes to a submitted document's fields that do not allow them."""
    if doc._action != "update_after_submit" or doc.flags.ignore_validate_update_after_submit:
        return
    stored = doc._doc_before_save
    _refuse_changes(doc, stored, doc.meta)
    for field in doc.meta.table_fields:
        before = {row.name: row for row in stored.get(field.fieldname)}
        rows = doc.get(field.fieldname)
        if not field.allow_on_submit and ({row.name for row in rows} != set(before)):
            raise UpdateAfterSubmitError(
                _("Not allowed to change {0} after submission").format(_(field.label or field.fieldname)),
                doctype=doc.doctype, name=doc.name, fieldname=field.fieldname,
            )  # fmt: skip
        for row in rows:
            if row.name in before:
                _refuse_changes(row, before[row.name], row.meta)


def _refuse_changes(doc: Any, stored: Any, meta: Any) -> None:
    for field in meta.value_fields:
        if field.allow_on_submit or not field.has_column:
            continue
        if not versions.same_value(field, stored.get(field.fieldname), doc.get(field.fieldname)):
            raise UpdateAfterSubmitError(
                _("Not allowed to change {0} after submission from {1} to {2}").format(
                    _(field.label or field.fieldname), stored.get(field.fieldname), doc.get(field.fieldname)
                ),
                doctype=doc.doctype, name=doc.get("parent") or doc.name, fieldname=field.fieldname, row=doc.get("idx"),
            )  # fmt: skip


def write_new(doc: Any) -> None:
    """INSERT the row, then its child rows."""
    storage.insert(doc)
    children.write(doc, stored=None)
    record_change("insert", doc, None)


def write_changes(doc: Any) -> None:
    """UPDATE the row; delete, insert and update child rows."""
    storage.update(doc)
    children.write(doc, stored=doc.__dict__.get("_doc_before_save"))
    action = {"save": "update", "update_after_submit": "update"}.get(doc._action, doc._action)
    record_change(action, doc, doc.__dict__.get("_doc_before_save"))


def after_insert(doc: Any) -> None:
    doc.run_method("after_insert")
    doc.flags.in_insert = True
    if doc.get("amended_from"):
        links.check_amended(doc)


def run_after_events(doc: Any) -> None:
    """Run on_update and its relatives, forget caches, save a Version, then on_change."""
    doc.flags.in_post_save = True
    for event in _AFTER[doc._action]:
        doc.run_method(event)
    if doc._action == "cancel":
        links.check_no_back_links(doc)
    doc.flags.in_post_save = False
    storage.forget_cached(doc.doctype, doc.name)
    notify(doc)
    versions.save_version(doc)
    doc.run_method("on_change")
    doc.flags.in_insert = False


def notify(doc: Any) -> None:
    """Tell browsers after commit."""
    if doc.flags.notify_update is False or doc.meta.istable or not local.request:
        return
    run_event("notify_update", doc)


def unmark(doc: Any) -> None:
    """The document is stored: it is new no longer."""
    for mark in ("__islocal", "__unsaved", "__newname", "_original_modified"):
        doc.__dict__.pop(mark, None)
    for row in doc.get_all_children():
        row.__dict__.pop("__islocal", None)
        row.__dict__.pop("__unsaved", None)


def validate_links(doc: Any) -> None:
    links.validate(doc)


def validate_links_unless_cancel(doc: Any) -> None:
    if doc._action != "cancel":
        links.validate(doc)


def check_not_locked(doc: Any) -> None:
    doc.check_if_locked()


def set_row_names(doc: Any) -> None:
    children.set_parents(doc)


def check_locked_fields(doc: Any) -> None:
    conditions.check_locked(doc)


def complete_rows(doc: Any) -> None:
    """Stamp and name the rows that events added."""
    for row in doc.get_all_children():
        if not row.__dict__.get("modified"):
            _stamp_row(row, doc.modified, doc.modified_by)
    children.set_parents(doc)


INSERT_STEPS: tuple[Step, ...] = (
    apply_defaults,
    stamp,
    set_docstatus,
    check_new,
    check_sent,
    validate_links,
    check_create,
    before_insert,
    set_name,
    reset_unwritable,
    mark_in_insert,
    run_before_events,
    complete_rows,
    run_checks,
    write_new,
    after_insert,
    run_after_events,
    unmark,
)
SAVE_STEPS: tuple[Step, ...] = (
    check_not_locked,
    apply_child_defaults,
    check_write,
    stamp,
    set_docstatus,
    check_if_latest,
    set_row_names,
    reset_unwritable,
    check_locked_fields,
    check_sent,
    validate_links_unless_cancel,
    run_before_events,
    complete_rows,
    run_checks,
    check_update_after_submit,
    write_changes,
    run_after_events,
    unmark,
)
