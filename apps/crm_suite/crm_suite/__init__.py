"""CRM Suite: sales, service and telecom-tower business on Frappe."""

__version__ = "0.1.0"
