"""Events to browsers, after commit. Parts: ``events`` (publishing), ``rooms`` (names of rooms)."""

from __future__ import annotations

from frappe.realtime.events import Event as Event
from frappe.realtime.events import get_user_info as get_user_info
from frappe.realtime.events import publish_progress as publish_progress
from frappe.realtime.events import publish_realtime as publish_realtime
from frappe.realtime.events import register_publisher as register_publisher
from frappe.realtime.rooms import get_doc_room as get_doc_room
from frappe.realtime.rooms import get_doctype_room as get_doctype_room
from frappe.realtime.rooms import get_site_room as get_site_room
from frappe.realtime.rooms import get_task_progress_room as get_task_progress_room
from frappe.realtime.rooms import get_user_room as get_user_room
from frappe.realtime.rooms import get_website_room as get_website_room
