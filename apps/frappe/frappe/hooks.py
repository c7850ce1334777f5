"""The framework's own hooks."""

app_name = "frappe"
app_title = "CRM Suite Framework"
app_publisher = "CRM Suite"
app_description = "Metadata framework: DocTypes, permissions, REST"
app_email = "maintainers@example.com"
app_license = "MIT"

life_cycle_steps = {"validate": []}
