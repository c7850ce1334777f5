"""The framework's own hooks."""

app_name = "frappe"
app_title = "CRM Suite Framework"
app_publisher = "CRM Suite"
app_description = "Metadata framework: DocTypes, permissions, REST"
app_email = "maintainers@example.com"
app_license = "MIT"

# Steps of the framework's own checks that features add; no flag of an app skips them.
life_cycle_steps = {"validate": ["frappe.workflow.engine.validate_workflow"]}

has_permission = {
    "User": "frappe.core.doctype.user.user.has_permission_for_user",
    "File": "frappe.core.doctype.file.file.has_permission",
    "ToDo": "frappe.desk.doctype.todo.todo.has_permission",
    "Comment": "frappe.core.doctype.comment.comment.has_permission",
    "Workflow Action": "frappe.workflow.doctype.workflow_action.workflow_action.has_permission",
}
permission_query_conditions = {
    "Comment": "frappe.core.doctype.comment.comment.permission_query_conditions",
    "File": "frappe.core.doctype.file.file.permission_query_conditions",
    "ToDo": "frappe.desk.doctype.todo.todo.permission_query_conditions",
    "Workflow Action": "frappe.workflow.doctype.workflow_action.workflow_action.permission_query_conditions",
}

doc_events = {
    "*": {
        "on_update": ["frappe.workflow.actions.refresh_actions", "frappe.permissions.access.forget_access"],
        "on_cancel": "frappe.workflow.actions.refresh_actions",
        "on_update_after_submit": "frappe.workflow.actions.refresh_actions",
        "on_trash": "frappe.workflow.actions.delete_actions",
        "after_delete": "frappe.permissions.access.forget_access",
        "after_rename": "frappe.permissions.access.forget_access",
    }
}

scheduler_events = {
    "all": ["frappe.email.outbox.retry_mails"],
    "hourly": ["frappe.sessions.clear_expired"],
    "daily": [
        "frappe.core.doctype.log_settings.log_settings.run_log_clean_up",
        "frappe.jobs.upkeep.clear_old_jobs",
    ],
}
