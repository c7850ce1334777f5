"""Hooks of CRM Suite: names only."""

app_name = "crm_suite"
app_title = "CRM Suite"
app_publisher = "CRM Suite"
app_description = "Low-code CRM for sales, service and telecom-tower companies"
app_email = "maintainers@example.com"
app_license = "MIT"

before_install = "crm_suite.setup.install.before_install"
after_install = "crm_suite.setup.install.after_install"
after_sync = "crm_suite.setup.install.after_sync"
setup_wizard_complete = "crm_suite.setup.wizard.make_company"

permission_query_conditions = {
    "Customer": "crm_suite.data_scope.customer_conditions",
    "Lead": "crm_suite.data_scope.lead_conditions",
    "Opportunity": "crm_suite.data_scope.opportunity_conditions",
    "Quotation": "crm_suite.data_scope.quotation_conditions",
    "Issue": "crm_suite.data_scope.issue_conditions",
    "Demand Batch": "crm_suite.data_scope.demand_batch_conditions",
    "Site Demand": "crm_suite.data_scope.site_demand_conditions",
    "Tower Order": "crm_suite.data_scope.tower_order_conditions",
    "Contact": "crm_suite.data_scope.contact_conditions",
    "Address": "crm_suite.data_scope.address_conditions",
}
has_permission = {
    "Customer": "crm_suite.data_scope.has_permission",
    "Lead": "crm_suite.data_scope.has_permission",
    "Opportunity": "crm_suite.data_scope.has_permission",
    "Quotation": "crm_suite.data_scope.has_permission",
    "Issue": "crm_suite.data_scope.has_permission",
    "Demand Batch": "crm_suite.data_scope.has_permission",
    "Site Demand": "crm_suite.data_scope.has_permission",
    "Tower Order": "crm_suite.data_scope.has_permission",
    "Contact": "crm_suite.data_scope.has_permission",
    "Address": "crm_suite.data_scope.has_permission",
}

_forget_scopes = {
    "on_update": "crm_suite.data_scope.forget",
    "after_delete": "crm_suite.data_scope.forget",
    "after_rename": "crm_suite.data_scope.forget",
}
_find_duplicates = {
    "validate": "crm_suite.services.find_duplicates.check_document",
    "on_update": [
        "crm_suite.services.find_duplicates.record_matches",
        "crm_suite.services.keep_duplicate_keys.keep",
    ],
    "after_delete": "crm_suite.services.keep_duplicate_keys.forget",
    "after_rename": "crm_suite.services.keep_duplicate_keys.follow_rename",
}
doc_events = {
    "Employee": _forget_scopes,
    "Sales Person": _forget_scopes,
    "Branch": _forget_scopes,
    "Territory": _forget_scopes,
    "Role Data Scope": _forget_scopes,
    "Customer": _find_duplicates,
    "Lead": _find_duplicates,
    "Contact": _find_duplicates,
}

scheduler_events = {
    "cron": {"*/5 * * * *": ["crm_suite.services.watch_deadlines.watch_issues"]},
    "daily": ["crm_suite.services.expire_quotations.expire_quotations"],
}
