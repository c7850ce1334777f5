"""The framework's own hooks."""

app_name = "frappe"
app_title = "CRM Suite Framework"
app_publisher = "CRM Suite"
app_description = "Metadata framework: DocTypes, permissions, REST"
app_email = "maintainers@example.com"
app_license = "MIT"

# Steps of the framework's own checks that features add; no flag of an app skips them.
life_cycle_steps = {"validate": ["frappe.workflow.engine.validate_workflow"]}

standard_queries = {"User": "frappe.core.doctype.user.user.user_query"}

has_permission = {
    "Address": "frappe.contacts.doctype.address.address.has_permission",
    "Comment": "frappe.core.doctype.comment.comment.has_permission",
    "Communication": "frappe.core.doctype.communication.communication.has_permission",
    "Contact": "frappe.contacts.doctype.contact.contact.has_permission",
    "Dashboard": "frappe.desk.doctype.dashboard.dashboard.has_permission",
    "Dashboard Chart": "frappe.desk.doctype.dashboard_chart.dashboard_chart.has_permission",
    "Dashboard Settings": "frappe.desk.doctype.dashboard_settings.dashboard_settings.has_permission",
    "Event": "frappe.desk.doctype.event.event.has_permission",
    "File": "frappe.core.doctype.file.file.has_permission",
    "Kanban Board": "frappe.desk.doctype.kanban_board.kanban_board.has_permission",
    "List Filter": "frappe.desk.doctype.list_filter.list_filter.has_permission",
    "Note": "frappe.desk.doctype.note.note.has_permission",
    "Notification Log": "frappe.desk.doctype.notification_log.notification_log.has_permission",
    "Notification Settings": "frappe.desk.doctype.notification_settings.notification_settings.has_permission",
    "Number Card": "frappe.desk.doctype.number_card.number_card.has_permission",
    "Prepared Report": "frappe.core.doctype.prepared_report.prepared_report.has_permission",
    "Report": "frappe.core.doctype.report.report.has_permission",
    "ToDo": "frappe.desk.doctype.todo.todo.has_permission",
    "User": "frappe.core.doctype.user.user.has_permission_for_user",
    "Workflow Action": "frappe.workflow.doctype.workflow_action.workflow_action.has_permission",
    "Workspace": "frappe.desk.doctype.workspace.workspace.has_permission",
}
permission_query_conditions = {
    "Address": "frappe.contacts.doctype.address.address.permission_query_conditions",
    "Comment": "frappe.core.doctype.comment.comment.permission_query_conditions",
    "Communication": "frappe.core.doctype.communication.communication.permission_query_conditions",
    "Contact": "frappe.contacts.doctype.contact.contact.permission_query_conditions",
    "Dashboard": "frappe.desk.doctype.dashboard.dashboard.permission_query_conditions",
    "Dashboard Chart": "frappe.desk.doctype.dashboard_chart.dashboard_chart.permission_query_conditions",
    "Dashboard Settings": "frappe.desk.doctype.dashboard_settings.dashboard_settings.permission_query_conditions",
    "Event": "frappe.desk.doctype.event.event.permission_query_conditions",
    "File": "frappe.core.doctype.file.file.permission_query_conditions",
    "Kanban Board": "frappe.desk.doctype.kanban_board.kanban_board.permission_query_conditions",
    "List Filter": "frappe.desk.doctype.list_filter.list_filter.permission_query_conditions",
    "Note": "frappe.desk.doctype.note.note.permission_query_conditions",
    "Notification Log": "frappe.desk.doctype.notification_log.notification_log.permission_query_conditions",
    "Notification Settings": [
        "frappe.desk.doctype.notification_settings.notification_settings.permission_query_conditions",
    ],
    "Number Card": "frappe.desk.doctype.number_card.number_card.permission_query_conditions",
    "Prepared Report": "frappe.core.doctype.prepared_report.prepared_report.permission_query_conditions",
    "Report": "frappe.core.doctype.report.report.permission_query_conditions",
    "ToDo": "frappe.desk.doctype.todo.todo.permission_query_conditions",
    "User": "frappe.core.doctype.user.user.permission_query_conditions",
    "Workflow Action": "frappe.workflow.doctype.workflow_action.workflow_action.permission_query_conditions",
    "Workspace": "frappe.desk.doctype.workspace.workspace.permission_query_conditions",
}

doc_events = {
    "*": {
        "after_insert": "frappe.email.following.follow_created",
        "on_update": ["frappe.workflow.actions.refresh_actions", "frappe.permissions.access.forget_access"],
        "on_cancel": "frappe.workflow.actions.refresh_actions",
        "on_update_after_submit": "frappe.workflow.actions.refresh_actions",
        "on_trash": "frappe.workflow.actions.delete_actions",
        "after_delete": "frappe.permissions.access.forget_access",
        "after_rename": "frappe.permissions.access.forget_access",
    },
    "Comment": {"after_insert": "frappe.email.following.follow_commented"},
    "DocShare": {"after_insert": "frappe.email.following.follow_shared"},
    "ToDo": {"after_insert": "frappe.email.following.follow_assigned"},
}

scheduler_events = {
    "all": ["frappe.email.outbox.retry_mails"],
    "hourly": ["frappe.sessions.clear_expired", "frappe.email.following.send_hourly"],
    "daily": [
        "frappe.core.doctype.log_settings.log_settings.run_log_clean_up",
        "frappe.jobs.upkeep.clear_old_jobs",
        "frappe.email.following.send_daily",
    ],
    "weekly": ["frappe.email.following.send_weekly"],
}
