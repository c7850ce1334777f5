"""Change permission rules: custom rows of a DocType, user permissions (contract 4.3).

Answered as ``frappe.permissions.<name>``. The functions check no right: the doors to them do.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from frappe.context import current_user, invalidate, local
from frappe.exceptions import DoesNotExistError, ValidationError
from frappe.exceptions import PermissionError as NoPermission
from frappe.messages import _
from frappe.metadata import get_meta
from frappe.metadata.load import load_definition
from frappe.model import documents
from frappe.model.delete_doc import delete_doc
from frappe.permissions.checks import broad_grants, check_permissions
from frappe.permissions.rules import RIGHTS
from frappe.types import _dict
from frappe.utils import cint

COPIED = ("role", "if_owner", "permlevel", *RIGHTS)


def setup_custom_perms(parent: str) -> bool:
    """Copy a DocType's own rules to Custom DocPerm, once; from then on only those count."""
    if local.db.exists("Custom DocPerm", {"parent": parent}):
        return False
    copy_perms(parent)
    return True


def copy_perms(parent: str) -> None:
    """Copy a DocType's own rules to Custom DocPerm."""
    definition = load_definition(parent)
    for row in definition.permissions if definition else ():
        values = {key: row.get(key) or 0 for key in COPIED}
        _insert({**values, "parent": parent}, as_it_is=True)
    invalidate()


def _insert(values: dict[str, Any], *, as_it_is: bool = False) -> Any:
    row = documents.get_doc({**dict.fromkeys(RIGHTS, 0), **values, "doctype": "Custom DocPerm"})
    row.flags.ignore_validate = as_it_is
    return row.insert(ignore_permissions=True)


def add_permission(doctype: str, role: str, permlevel: int = 0, ptype: str | None = None) -> str:
    """Add a rule for a role and level: read (export too at level 0) and ``ptype``; return its name."""
    setup_custom_perms(doctype)
    key = {"parent": doctype, "role": role, "permlevel": cint(permlevel), "if_owner": 0}
    found = local.db.get_value("Custom DocPerm", key, "name", order_by=None)
    if found:
        return str(found)
    row = _insert({**key, "read": 1, "export": 0 if key["permlevel"] else 1, ptype or "read": 1})
    invalidate()
    validate_rules(doctype)
    return str(row.name)


def update_permission_property(
    doctype: str,
    role: str,
    permlevel: int,
    ptype: str,
    value: Any = None,
    validate: bool = True,
    if_owner: int | bool = 0,
) -> bool | None:
    """Set one property of a rule: a right, its level or ``if_owner``.

    Raises:
        DoesNotExistError: there is no such rule. ValidationError: the rules would contradict one another.
    """
    if ptype not in (*RIGHTS, "if_owner", "permlevel"):
        raise ValidationError(_("{0} is no property of a permission rule.").format(ptype))
    setup_custom_perms(doctype)
    row = _rule(doctype, role, permlevel, if_owner)
    row.set(ptype, cint(value))
    row.save(ignore_permissions=True)
    invalidate()
    if validate:
        validate_rules(doctype)
    return True


def remove_permission(doctype: str, role: str, permlevel: int, if_owner: int | bool = 0) -> None:
    """Remove a rule.

    Raises:
        ValidationError: it is the last one: a DocType without rules can be used by nobody.
    """
    setup_custom_perms(doctype)
    name = _rule(doctype, role, permlevel, if_owner).name
    delete_doc("Custom DocPerm", name, ignore_permissions=True)  # a rule's field "delete" hides the method
    if not local.db.exists("Custom DocPerm", {"parent": doctype}):
        raise ValidationError(_("There must be at least one permission rule for {0}.").format(_(doctype)))
    invalidate()
    validate_rules(doctype)


def _rule(doctype: str, role: str, permlevel: int, if_owner: int | bool) -> Any:
    filters = {"parent": doctype, "role": role, "permlevel": cint(permlevel), "if_owner": cint(if_owner)}
    name = local.db.get_value("Custom DocPerm", filters, "name", order_by=None)
    if not name:
        raise DoesNotExistError(
            _("{0} has no permission rule for {1} at level {2}.").format(_(doctype), _(role), cint(permlevel)),
            doctype="Custom DocPerm",
        )
    return documents.get_doc("Custom DocPerm", name)


def validate_rules(doctype: str) -> None:
    """Raise unless the custom rules of a DocType fit together; nobody but Administrator gives everybody much."""
    meta = get_meta(doctype)
    problems = check_permissions(meta)
    if problems:
        raise ValidationError("\n".join(f"{problem.where}: {problem.text} {problem.hint}" for problem in problems))
    require_narrow(doctype, meta.permissions)


def require_narrow(doctype: str, rows: Iterable[Any]) -> None:
    """Raise PermissionError when someone else than Administrator lets everybody change documents of others.

    Rules that the DocType brings itself are no concern.
    """
    if current_user() == "Administrator" or local.flags.in_install or local.flags.in_migrate:
        return
    own = load_definition(doctype)
    before = {_key(row) for row in (own.permissions if own else ())}
    broad = [row for row in broad_grants(rows) if _key(row) not in before]
    if broad:
        raise NoPermission(_("Only Administrator may give the role {0} more than reading.").format(_(broad[0].role)))


def _key(row: Any) -> tuple[Any, ...]:
    return tuple(row.get(name) or 0 for name in COPIED)


def reset_perms(doctype: str) -> None:
    """Go back to the DocType's own rules."""
    local.db.delete("Custom DocPerm", {"parent": doctype})
    invalidate()


def get_all_perms(role: str) -> list[_dict]:
    """Return the rules of a role in all DocTypes: custom ones where a DocType has any."""
    own = local.db.get_all("DocPerm", {"role": role}, "*")
    custom = local.db.get_all("Custom DocPerm", {"role": role}, "*")
    customised = set(local.db.get_all("Custom DocPerm", pluck="parent", distinct=True))
    return [*(row for row in own if row.parent not in customised), *custom]


# -- user permissions


def add_user_permission(
    doctype: str,
    name: str,
    user: str,
    ignore_permissions: bool = False,
    applicable_for: str | None = None,
    is_default: int = 0,
    hide_descendants: int = 0,
    applicable_doctypes: Iterable[str] | None = None,
) -> None:
    """Restrict a user to a record, for one DocType, some or all; what is there already stays.

    Raises:
        ValidationError: the record does not exist.
    """
    if not local.db.exists(doctype, name):
        raise ValidationError(_("{0} {1} does not exist.").format(_(doctype), name), doctype=doctype, name=name)
    targets: list[str | None] = list(applicable_doctypes or ())
    for target in targets or [applicable_for]:
        key = {"user": user, "allow": doctype, "for_value": name}
        if local.db.exists("User Permission", {**key, "applicable_for": target or ["is", "not set"]}):
            continue
        values = {
            **key, "is_default": is_default, "applicable_for": target, "apply_to_all_doctypes": 0 if target else 1,
            "hide_descendants": hide_descendants,
        }  # fmt: skip
        doc = documents.get_doc({"doctype": "User Permission", **values})
        doc.insert(ignore_permissions=ignore_permissions)
    invalidate()


def remove_user_permission(doctype: str, name: str, user: str, ignore_permissions: bool = True) -> None:
    """Lift a user's restriction to a record."""
    for found in local.db.get_all("User Permission", {"user": user, "allow": doctype, "for_value": name}, pluck="name"):
        documents.get_doc("User Permission", found).delete(ignore_permissions=ignore_permissions)
    invalidate()


def clear_user_permissions_for_doctype(doctype: str, user: str | None = None) -> None:
    """Lift all restrictions to records of a DocType, of one user or of all."""
    filters = {"allow": doctype, "user": user} if user else {"allow": doctype}
    for name in local.db.get_all("User Permission", filters, pluck="name"):
        documents.get_doc("User Permission", name).delete(ignore_permissions=True)
    invalidate()
