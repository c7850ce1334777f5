"""Which properties Customize Form may change, with their types (contract 2.8)."""

from __future__ import annotations

from frappe.custom.doctype.custom_field.custom_field import META_DOCTYPES

DOCTYPE_PROPERTIES: dict[str, str] = {
    "label": "Data",
    "search_fields": "Data",
    "title_field": "Data",
    "image_field": "Data",
    "sort_field": "Data",
    "sort_order": "Data",
    "default_print_format": "Data",
    "default_email_template": "Data",
    "subject_field": "Data",
    "sender_field": "Data",
    "sender_name_field": "Data",
    "naming_rule": "Data",
    "autoname": "Data",
    "default_view": "Select",
    "link_filters": "JSON",
    "max_attachments": "Int",
    "allow_copy": "Check",
    "istable": "",
    "editable_grid": "Check",
    "quick_entry": "Check",
    "track_changes": "Check",
    "track_views": "Check",
    "allow_auto_repeat": "Check",
    "allow_import": "Check",
    "email_append_to": "Check",
    "show_preview_popup": "Check",
    "show_title_field_in_link": "Check",
    "translated_doctype": "Check",
    "make_attachments_public": "Check",
    "queue_in_background": "Check",
    "force_re_route_to_default_view": "Check",
    "is_calendar_and_gantt": "Check",
}
DOCTYPE_PROPERTIES.pop("istable")

FIELD_PROPERTIES: dict[str, str] = {
    "label": "Data",
    "fieldtype": "Select",
    "options": "Text",
    "default": "Text",
    "fetch_from": "Small Text",
    "depends_on": "Data",
    "mandatory_depends_on": "Data",
    "read_only_depends_on": "Data",
    "collapsible_depends_on": "Data",
    "description": "Text",
    "placeholder": "Data",
    "precision": "Select",
    "length": "Int",
    "permlevel": "Int",
    "columns": "Int",
    "width": "Data",
    "print_width": "Data",
    "link_filters": "JSON",
    "reqd": "Check",
    "unique": "Check",
    "hidden": "Check",
    "read_only": "Check",
    "bold": "Check",
    "collapsible": "Check",
    "in_list_view": "Check",
    "in_standard_filter": "Check",
    "in_global_search": "Check",
    "in_preview": "Check",
    "in_filter": "Check",
    "allow_in_quick_entry": "Check",
    "allow_bulk_edit": "Check",
    "allow_on_submit": "Check",
    "no_copy": "Check",
    "translatable": "Check",
    "ignore_user_permissions": "Check",
    "ignore_xss_filter": "Check",
    "print_hide": "Check",
    "print_hide_if_no_value": "Check",
    "report_hide": "Check",
    "remember_last_selected_value": "Check",
    "fetch_if_empty": "Check",
    "non_negative": "Check",
    "hide_days": "Check",
    "hide_seconds": "Check",
    "hide_border": "Check",
    "sort_options": "Check",
    "show_dashboard": "Check",
    "is_virtual": "Check",
}

# Rows added in the form's tables; they exist beside the DocType's own.
CUSTOM_ROWS = {"links": "DocType Link", "actions": "DocType Action", "states": "DocType State"}
ROW_PROPERTIES: dict[str, dict[str, str]] = {
    "DocType Link": {"link_doctype": "Link", "link_fieldname": "Data", "group": "Data", "hidden": "Check"},
    "DocType Action": {
        "label": "Data",
        "action_type": "Select",
        "action": "Small Text",
        "group": "Data",
        "hidden": "Check",
    },
    "DocType State": {"title": "Data", "color": "Select"},
}

NOT_CUSTOMIZABLE = META_DOCTYPES | frozenset(
    {"Module Def", "Page", "Customize Form", "Customize Form Field", "Client Script", "Report", "Print Format", "Role"}
)
