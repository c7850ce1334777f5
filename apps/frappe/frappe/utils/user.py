"""Doorway: questions about users live in ``frappe.core.users`` and ``frappe.permissions``."""

from __future__ import annotations

from frappe.core.users import add_role as add_role
from frappe.core.users import add_system_manager as add_system_manager
from frappe.core.users import disable_users as disable_users
from frappe.core.users import get_fullname_and_avatar as get_fullname_and_avatar
from frappe.core.users import get_system_managers as get_system_managers
from frappe.core.users import get_user_fullname as get_user_fullname
from frappe.core.users import get_users_with_role as get_users_with_role
from frappe.core.users import is_system_user as is_system_user
from frappe.core.users import is_website_user as is_website_user
from frappe.localization.users import get_formatted_email as get_formatted_email
from frappe.permissions import get_roles as get_roles
from frappe.permissions.user_rights import UserRights

UserPermissions = UserRights
