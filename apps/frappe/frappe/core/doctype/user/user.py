"""Users: accounts with their roles (contract 8.15). Parts: ``passwords``, ``api_keys``, ``account`` (own profile)."""

from __future__ import annotations

import re
from typing import Any

from frappe import sessions
from frappe.context import invalidate, local
from frappe.core.doctype.user.account import get_all_roles as get_all_roles
from frappe.core.doctype.user.account import get_my_profile as get_my_profile
from frappe.core.doctype.user.account import get_perm_info as get_perm_info
from frappe.core.doctype.user.account import get_timezones as get_timezones
from frappe.core.doctype.user.account import impersonate as impersonate
from frappe.core.doctype.user.account import set_language as set_language
from frappe.core.doctype.user.account import sign_up as sign_up
from frappe.core.doctype.user.account import switch_theme as switch_theme
from frappe.core.doctype.user.account import update_my_profile as update_my_profile
from frappe.core.doctype.user.api_keys import generate_keys as generate_keys
from frappe.core.doctype.user.api_keys import revoke_keys as revoke_keys
from frappe.core.doctype.user.choice import user_query as user_query
from frappe.core.doctype.user.passwords import STANDARD_USERS, change_password, check_policy, send_link
from frappe.core.doctype.user.passwords import make_reset_link as make_reset_link
from frappe.core.doctype.user.passwords import policy_problems as policy_problems
from frappe.core.doctype.user.passwords import reset_password as reset_password
from frappe.core.doctype.user.passwords import test_password_strength as test_password_strength
from frappe.core.doctype.user.passwords import update_password as update_password
from frappe.core.doctype.user.passwords import verify_password as verify_password
from frappe.exceptions import ValidationError
from frappe.localization.settings import get_setting
from frappe.messages import _
from frappe.model.children import set_parents
from frappe.model.document import Document
from frappe.model.documents import get_doc, new_doc
from frappe.permissions import access_of
from frappe.utils import cint, cstr, validate_email_address

STANDARD = STANDARD_USERS
AUTOMATIC = frozenset({"Administrator", "Guest", "All", "Desk User"})
USERNAME = re.compile(r"[\w.@+-]{1,60}")
# Rows that exist only for a user and go with the account.
OWN_ROWS = (
    ("DocShare", "user"), ("User Permission", "user"), ("Notification Settings", "user"), ("Password History", "user"),
    ("Document Follow", "user"), ("List Filter", "for_user"), ("Route History", "user"), ("Dashboard Settings", "user"),
    ("Notification Log", "for_user"), ("DefaultValue", "parent"), ("Reminder", "user"),
)  # fmt: skip


class User(Document):
    """One account; its name is the e-mail address in lower case."""

    def autoname(self) -> None:
        """Take the e-mail address; Administrator and Guest keep their names."""
        if self.name in STANDARD:
            return
        self.email = cstr(self.email).strip().lower()
        self.name = self.email

    def before_insert(self) -> None:
        self.flags.is_new_account = True

    def validate(self) -> None:
        self.check_email()
        self.check_username()
        self.set_full_name()
        self.take_profile_roles()
        self.clean_roles()
        self.take_module_profile()
        self.set_user_type()
        self.check_can_disable()
        self.take_password()
        set_parents(self)

    def check_email(self) -> None:
        if self.name in STANDARD:
            return
        self.email = cstr(self.email).strip().lower()
        if not validate_email_address(self.email):
            raise ValidationError(_("{0} is not a valid Email Address").format(self.email), fieldname="email")
        if not self.is_new() and self.email != cstr(self.name).lower():
            raise ValidationError(_("Rename the user to change its e-mail address."), fieldname="email")

    def check_username(self) -> None:
        """Keep user names possible and one of a kind."""
        self.username = cstr(self.username).strip() or None
        if self.username is None:
            return
        if not USERNAME.fullmatch(self.username):
            text = _("A user name holds letters, digits and the signs {0}.").format(". @ + - _")
            raise ValidationError(text, fieldname="username")
        others = {"username": self.username, "name": ["!=", cstr(self.name)]}
        if local.db.exists("User", others) or local.db.exists("User", {"name": self.username}):
            raise ValidationError(_("Username {0} already exists").format(self.username), fieldname="username")

    def set_full_name(self) -> None:
        parts = (cstr(part).strip() for part in (self.first_name, self.middle_name, self.last_name))
        self.full_name = " ".join(part for part in parts if part)

    def take_profile_roles(self) -> None:
        """Hold exactly the roles of the user's role profiles, when there are any."""
        if self.role_profile_name and not self.role_profiles:
            self.append("role_profiles", {"role_profile": self.role_profile_name})
        names = [row.role_profile for row in self.role_profiles]
        if not names:
            return
        self.role_profile_name = names[0] if len(names) == 1 else None
        roles = local.db.get_all(
            "Has Role", {"parent": ["in", names], "parenttype": "Role Profile"}, pluck="role", order_by="idx asc"
        )
        held = {row.role: row for row in self.roles}
        self.set("roles", [held.get(role) or {"role": role} for role in dict.fromkeys(roles)])

    def clean_roles(self) -> None:
        """Drop double, automatic and disabled roles."""
        names = [row.role for row in self.roles]
        disabled = set()
        if names:
            disabled = set(local.db.get_all("Role", {"name": ["in", names], "disabled": 1}, pluck="name"))
        kept, seen = [], set(disabled) | (AUTOMATIC if self.name not in STANDARD else set())
        for row in self.roles:
            if row.role and row.role not in seen:
                seen.add(row.role)
                kept.append(row)
        if len(kept) != len(self.roles):
            self.set("roles", kept)

    def take_module_profile(self) -> None:
        if self.module_profile:
            profile = get_doc("Module Profile", self.module_profile)
            self.set("block_modules", [{"module": row.module} for row in profile.block_modules])

    def set_user_type(self) -> None:
        """Make who holds a role with desk access a System User; custom user types stay."""
        if self.name in STANDARD or (self.user_type and self.user_type not in ("System User", "Website User")):
            return
        held = [row.role for row in self.roles]
        desk = bool(held) and bool(local.db.get_all("Role", {"name": ["in", held], "desk_access": 1}, limit=1))
        self.user_type = "System User" if desk else "Website User"

    def check_can_disable(self) -> None:
        """Keep Administrator, and one System Manager beside it, able to sign in."""
        if self.enabled:
            return
        if self.name in STANDARD:
            raise ValidationError(_("User {0} cannot be disabled").format(self.name), fieldname="enabled")
        before = self.get_doc_before_save()
        if before is None or not before.enabled:
            return
        if "System Manager" in {row.role for row in before.roles} and not other_system_managers(cstr(self.name)):
            raise ValidationError(_("There should remain at least one System Manager"), fieldname="enabled")

    def take_password(self) -> None:
        """Take a new password out of the row and check it; it is set once the row is stored."""
        password, self.new_password = self.new_password, None
        if not password or not cstr(password).strip("*"):
            return
        if not self.flags.ignore_password_policy:
            check_policy(cstr(self.name), cstr(password))
        self.flags.plain_password = cstr(password)

    def after_insert(self) -> None:
        self.make_notification_settings()
        self.share_with_self()

    def make_notification_settings(self) -> None:
        if not local.db.exists("Notification Settings", self.name):
            doc = new_doc("Notification Settings", user=self.name)
            doc.insert(ignore_permissions=True, set_name=self.name)

    def share_with_self(self) -> None:
        """Let users read and write their own account; what is above level 0 stays with System Managers."""
        if self.name in STANDARD:
            return
        values = {"user": self.name, "share_doctype": "User", "share_name": self.name}
        if not local.db.exists("DocShare", values):
            doc = new_doc("DocShare", **values, read=1, write=1, notify_by_email=0)
            doc.flags.ignore_share_permission = True
            doc.insert(ignore_permissions=True)

    def on_update(self) -> None:
        password = self.flags.pop("plain_password", None)
        if password:
            change_password(cstr(self.name), password, check=False)
        elif not self.enabled:
            sessions.end_all(cstr(self.name))
        if self.flags.pop("is_new_account", None):
            self.welcome(has_password=bool(password))
        invalidate()

    def welcome(self, *, has_password: bool) -> None:
        """Send a new user the link to set a password, unless that is switched off."""
        quiet = local.flags.in_install or local.flags.in_import or local.flags.mute_emails or self.flags.no_welcome_mail
        if quiet or has_password or not self.send_welcome_email or not self.enabled or self.name in STANDARD:
            return
        self.send_welcome_mail_to_user()

    def send_welcome_mail_to_user(self) -> None:
        """Queue the mail with which a user sets the first password."""
        name = cstr(get_setting("app_name")) or "CRM Suite"
        send_link(
            cstr(self.name),
            subject=_("Welcome to {0}").format(name),
            message=_("An account was made for you. Open this link to set your password: {0}"),
            template=get_setting("welcome_email_template"),
        )

    def on_trash(self) -> None:
        if self.name in STANDARD:
            raise ValidationError(_("User {0} cannot be deleted").format(self.name))
        sessions.end_all(cstr(self.name))
        for doctype, column in OWN_ROWS:
            local.db.delete(doctype, {column: self.name})
        for name in local.db.get_all("Workspace", {"for_user": self.name, "public": 0}, pluck="name"):
            get_doc("Workspace", name).delete(ignore_permissions=True, force=True)
        invalidate()

    def before_rename(self, old: str, new: str, merge: bool = False) -> str:
        new = cstr(new).strip().lower()
        if old in STANDARD:
            raise ValidationError(_("User {0} cannot be renamed").format(old))
        if not validate_email_address(new):
            raise ValidationError(_("{0} is not a valid Email Address").format(new), fieldname="email")
        return new

    def after_rename(self, old: str, new: str, merge: bool = False) -> None:
        """Take the new address everywhere the account left its name."""
        execute = local.db.connection.execute
        if not merge:
            local.db.set_value("User", new, {"email": new}, update_modified=False)
            execute("update `__Auth` set `name` = ? where `doctype` = 'User' and `name` = ?", (new, old))
        execute("update `tabDefaultValue` set `parent` = ? where `parent` = ?", (new, old))
        sessions.end_all(old)
        for table in sorted(name for name in local.db.get_tables() if name.startswith("tab")):
            columns = local.db.connection.describe(table)
            if columns is not None and {"owner", "modified_by"} <= {column.name for column in columns.columns}:
                for column in ("owner", "modified_by"):
                    execute(f"update `{table}` set `{column}` = ? where `{column}` = ?", (new, old))
        invalidate()

    # -- for apps

    def append_roles(self, *roles: str) -> None:
        """Add roles without saving."""
        held = {row.role for row in self.roles}
        for role in roles:
            if role not in held:
                self.append("roles", {"role": role})
                held.add(role)

    def add_roles(self, *roles: str) -> None:
        self.append_roles(*roles)
        self.save()

    def remove_roles(self, *roles: str) -> None:
        self.set("roles", [row for row in self.roles if row.role not in roles])
        self.save()

    def get_fullname(self) -> str:
        return cstr(self.full_name or self.name)

    def get_blocked_modules(self) -> list[str]:
        return [row.module for row in self.block_modules]

    def has_desk_access(self) -> bool:
        return self.name == "Administrator" or self.user_type == "System User"


def other_system_managers(user: str) -> list[str]:
    """Return the enabled users with the role System Manager, without one and without the standard users."""
    rows = local.db.connection.query(
        "select distinct h.`parent` from `tabHas Role` h join `tabUser` u on u.`name` = h.`parent`"
        " where h.`parenttype` = 'User' and h.`role` = 'System Manager' and u.`enabled` = 1"
        " and u.`name` not in ('Administrator', 'Guest', ?)",
        (user,),
    )
    return [name for (name,) in rows]


def has_permission_for_user(doc: Any, ptype: str, user: str) -> bool:
    """Only Administrator touches the standard accounts; others' accounts need the role rules."""
    return user == "Administrator" or doc.get("name") not in STANDARD or ptype in ("read", "select")


def permission_query_conditions(user: str) -> Any:
    """Lists leave out Administrator and Guest for everyone else."""
    if access_of(user).is_administrator:
        return None
    return "`tabUser`.`name` not in ('Administrator', 'Guest')"


def is_enabled(user: str) -> bool:
    return bool(cint(local.db.get_value("User", user, "enabled")))
