"""``Document``: a record with its life cycle; every controller derives from it (contract section 3)."""

from __future__ import annotations

import hashlib
from typing import Any

from frappe.context import current_user, local
from frappe.exceptions import DuplicateEntryError, ValidationError
from frappe.exceptions import PermissionError as NoPermission
from frappe.localization import get_url_to_form, now
from frappe.localization.formatters import format_value
from frappe.messages import _
from frappe.model import events, life_cycle, storage
from frappe.model.base_document import BaseDocument
from frappe.model.controller_checks import ControllerChecks
from frappe.model.delete_doc import delete_doc
from frappe.model.docstatus import DocStatus
from frappe.model.documents import copy_doc as copy_doc
from frappe.model.documents import get_cached_doc as get_cached_doc
from frappe.model.documents import get_doc as get_doc
from frappe.model.documents import get_last_doc as get_last_doc
from frappe.model.documents import new_doc as new_doc
from frappe.model.field_levels import hide_unreadable
from frappe.model.locking import Locking
from frappe.model.locking import execute_action as execute_action
from frappe.model.passwords import get_password
from frappe.model.reactions import Reactions
from frappe.model.rename_doc import rename_doc
from frappe.model.versions import same_value
from frappe.modules import get_attr
from frappe.permissions import get_doc_permissions, has_permission, permitted_levels
from frappe.rpc import whitelist
from frappe.types import _dict


class Document(Reactions, ControllerChecks, Locking, BaseDocument):
    """One record of a DocType. ``Document(doctype, name)`` loads it, ``Document(dict)`` makes a new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.__dict__["flags"] = storage_flags()
        first = args[0] if args else kwargs.pop("doctype", None)
        if isinstance(first, dict):
            super().__init__({**first, **kwargs})
            self.__dict__.setdefault("docstatus", DocStatus(0))
            return
        if kwargs and len(args) <= 1:
            super().__init__({"doctype": first, **kwargs})
            self.__dict__.setdefault("docstatus", DocStatus(0))
            return
        if not first:
            raise ValueError("Document needs a doctype and a name, or a dict of values")
        self.__dict__["doctype"] = first
        self.__dict__["name"] = args[1] if len(args) > 1 and args[1] is not None else first
        for_update = bool(kwargs.get("for_update"))
        self.flags.for_update = for_update
        self.load_from_db()

    # -- loading

    def load_from_db(self) -> Any:
        """Read the stored values again."""
        storage.fill(self, for_update=bool(self.flags.for_update))
        return self

    def reload(self) -> Any:
        """Read the stored values again, forgetting what was changed here."""
        for key in ("_doc_before_save", "_stored", "_original_modified", "__islocal", "__unsaved"):
            self.__dict__.pop(key, None)
        self.run_method("before_reload")
        return self.load_from_db()

    def load_doc_before_save(self, *, raise_exception: bool = False) -> None:
        """Keep the stored state for ``has_value_changed``; a save has it already."""
        if not self.is_new() and "_doc_before_save" not in self.__dict__ and not self.meta.is_virtual:
            self.__dict__["_doc_before_save"] = storage.load(self.doctype, self.name)

    def get_doc_before_save(self) -> Any:
        return self.__dict__.get("_doc_before_save")

    def has_value_changed(self, fieldname: str) -> bool:
        """Tell whether a value differs from the stored one; True for a new document."""
        before = self.get_doc_before_save()
        if before is None:
            return True
        field = self.meta.find_field(fieldname)
        old, new = before.get(fieldname), self.get(fieldname)
        return not same_value(field, old, new) if field is not None else old != new

    def get_value_before_save(self, fieldname: str) -> Any:
        before = self.get_doc_before_save()
        return before.get(fieldname) if before is not None else None

    # -- the life cycle

    def insert(
        self,
        ignore_permissions: bool | None = None,
        ignore_links: bool | None = None,
        ignore_if_duplicate: bool = False,
        ignore_mandatory: bool | None = None,
        set_name: Any = None,
        set_child_names: bool = True,
    ) -> Any:
        """Store a new document. Raises what its checks raise; DuplicateEntryError when the name is taken."""
        self._set_flags(
            ignore_permissions=ignore_permissions, ignore_links=ignore_links, ignore_mandatory=ignore_mandatory
        )
        self.__dict__["__islocal"] = True
        if set_name:
            self.name = set_name
            self.flags.name_set = True
        self.__dict__.pop("_doc_before_save", None)
        try:
            life_cycle.run(self, life_cycle.INSERT_STEPS)
        except DuplicateEntryError:
            if not ignore_if_duplicate:
                raise
        return self

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Store the document with all its rows; a new one is inserted."""
        return self._save(*args, **kwargs)

    def _save(self, ignore_permissions: bool | None = None, ignore_version: bool | None = None) -> Any:
        self._set_flags(ignore_permissions=ignore_permissions)
        if ignore_version is None and local.flags.in_test:
            ignore_version = True
        if ignore_version is not None:
            self.flags.ignore_version = ignore_version
        if self.is_new() or not self.get("name"):
            return self.insert()
        for key in ("_doc_before_save",):
            self.__dict__.pop(key, None)
        life_cycle.run(self, life_cycle.SAVE_STEPS)
        return self

    def _set_flags(self, **flags: bool | None) -> None:
        for name, value in flags.items():
            if value is not None:
                self.flags[name] = value

    @whitelist()
    def submit(self) -> Any:
        """Submit the document: docstatus 1."""
        self.docstatus = DocStatus.submitted()
        return self.save()

    @whitelist()
    def cancel(self) -> Any:
        """Cancel the document: docstatus 2."""
        self.docstatus = DocStatus.cancelled()
        return self.save()

    @whitelist()
    def discard(self) -> Any:
        """Give up a draft: docstatus 2 without having been submitted."""
        self.check_if_locked()
        self.check_permission("write")
        if self.docstatus != 0 or self.is_new():
            raise ValidationError(_("Only draft documents can be discarded"), doctype=self.doctype, name=self.name)
        values = life_cycle.values_of_discard(self)
        self.run_method("before_discard")
        self.db_set(values)
        self.run_method("on_discard")
        return self

    def delete(
        self,
        ignore_permissions: bool = False,
        force: bool = False,
        *,
        delete_permanently: bool = False,
    ) -> None:
        """Delete the document (contract 3.4)."""
        delete_doc(
            self.doctype,
            self.name,
            ignore_permissions=ignore_permissions or bool(self.flags.ignore_permissions),
            flags=self.flags,
            force=force,
            delete_permanently=delete_permanently,
        )

    @whitelist()
    def rename(self, name: str | int, merge: bool = False, force: bool = False, validate_rename: bool = True) -> Any:
        """Rename the document; with ``merge`` into an existing one."""
        self.name = rename_doc(
            self.doctype, self.name, name, merge=merge, force=force, validate=validate_rename, show_alert=False
        )
        return self.reload()

    def db_set(
        self,
        fieldname: str | dict[str, Any],
        value: Any = None,
        update_modified: bool = True,
        notify: bool = False,
        commit: bool = False,
    ) -> None:
        """Write values straight to the row: ``before_change``, UPDATE, ``on_change``; nothing is validated."""
        values = dict(fieldname) if isinstance(fieldname, dict) else {fieldname: value}
        if self.flags.in_post_save:
            update_modified = False
        self.update(values)
        self.run_method("before_change")
        moment, user = (now(), current_user()) if update_modified else (None, None)
        if self.name is None:
            return
        local.db.set_value(
            self.doctype, self.name, values, modified=moment, modified_by=user, update_modified=update_modified
        )
        if update_modified:
            self.modified, self.modified_by = moment, user
        storage.forget_cached(self.doctype, self.name)
        self.run_method("on_change")
        if notify:
            self.notify_update()
        if commit:
            local.db.commit()

    def db_get(self, fieldname: str) -> Any:
        return local.db.get_value(self.doctype, self.name, fieldname)

    def get_db_value(self, key: str) -> Any:
        return self.db_get(key)

    def db_insert(self, ignore_if_duplicate: bool = False) -> None:
        """INSERT the row as it is."""
        storage.insert(self)
        self.__dict__.pop("__islocal", None)

    def db_update(self) -> None:
        """UPDATE the row as it is."""
        if self.is_new():
            self.db_insert()
        else:
            storage.update(self)

    def db_update_all(self) -> None:
        self.db_update()
        for row in self.get_all_children():
            row.db_update()

    def notify_update(self) -> None:
        events.run_event("notify_update", self)

    # -- events

    def run_method(self, method: str, *args: Any, **kwargs: Any) -> Any:
        """Run a controller method and the hooks of that event; return the collated value."""
        return events.run_method(self, method, *args, **kwargs)

    def run_trigger(self, method: str, *args: Any, **kwargs: Any) -> Any:
        return self.run_method(method, *args, **kwargs)

    # -- permissions

    def check_permission(self, permtype: str = "read", permlevel: int | None = None) -> None:
        """Raise PermissionError unless the acting user has the right on this document."""
        if not self.has_permission(permtype):
            self.raise_no_permission_to(permtype)

    def has_permission(self, permtype: str = "read", *, debug: bool = False, user: str | None = None) -> bool:
        if self.flags.ignore_permissions:
            return True
        return bool(has_permission(self.doctype, permtype, self, user=user))

    def raise_no_permission_to(self, perm_type: str) -> None:
        raise NoPermission(
            _("{0} has no {1} permission on {2} {3}")
            .format(current_user(), _(perm_type), _(self.doctype), self.get("name") or "")
            .strip(),
            doctype=self.doctype,
            name=self.get("name"),
            needed=perm_type,
        )

    def get_permissions(self) -> Any:
        return get_doc_permissions(self)

    def get_permlevel_access(self, permission_type: str = "write") -> list[int]:
        """Return the permission levels at which the acting user has the right."""
        parent = self.parent_doc
        return sorted(permitted_levels(parent.meta if parent else self.meta, current_user(), permission_type))

    def has_permlevel_access_to(self, fieldname: str, df: Any = None, permission_type: str = "read") -> bool:
        field = df or self.meta.find_field(fieldname)
        return ((field.permlevel if field else 0) or 0) in self.get_permlevel_access(permission_type)

    def apply_fieldlevel_read_permissions(self) -> None:
        """Take away the values above the user's permission levels."""
        hide_unreadable(self)

    # -- onload

    def set_onload(self, key: str, value: Any) -> None:
        self.__dict__.setdefault("__onload", _dict())[key] = value

    def get_onload(self, key: str | None = None) -> Any:
        onload = self.__dict__.get("__onload") or {}
        return onload.get(key) if key else onload

    # -- titles and addresses

    def get_title(self) -> str:
        return str(self.get(self.meta.get_title_field()) or self.name)

    def get_url(self) -> str:
        return str(get_url_to_form(self.doctype, self.name))

    def get_formatted(
        self,
        fieldname: str,
        doc: Any = None,
        currency: str | None = None,
        absolute_value: bool = False,
        translated: bool = False,
        format: str | None = None,
    ) -> str:
        """Return a value as the site shows it."""
        value = self.get(fieldname)
        if translated:
            value = _(value)
        if absolute_value and isinstance(value, (int, float)):
            value = abs(value)
        return str(format_value(value, self.meta.find_field(fieldname), doc or self, currency))

    def get_password(self, fieldname: str = "password", raise_exception: bool = True) -> str | None:
        return get_password(self, fieldname, raise_exception)

    def get_signature(self) -> str:
        return hashlib.sha224(f"{self.doctype}{self.name}{self.creation}{self.modified}".encode()).hexdigest()

    def log_error(self, title: str | None = None, message: str | None = None) -> Any:
        log_error = get_attr("frappe.shortcuts.log_error")
        return log_error(title, message, reference_doctype=self.doctype, reference_name=self.name)


def storage_flags() -> Any:
    """Return empty flags of a document."""
    return _dict()
