"""Doorway of the test kit, by the names that upstream v15 gives it."""

from __future__ import annotations

from frappe.tests.classes import IntegrationTestCase as IntegrationTestCase
from frappe.tests.classes import MockedRequestTestCase as MockedRequestTestCase
from frappe.tests.classes import UnitTestCase as UnitTestCase
from frappe.tests.classes.context_managers import change_settings as change_settings
from frappe.tests.classes.context_managers import debug_on as debug_on
from frappe.tests.classes.context_managers import patch_hooks as patch_hooks
from frappe.tests.classes.context_managers import timeout as timeout
from frappe.tests.records import get_dependencies as get_dependencies
from frappe.tests.records import make_test_objects as make_test_objects
from frappe.tests.records import make_test_records as make_test_records
from frappe.tests.records import make_test_records_for_doctype as make_test_records_for_doctype

FrappeTestCase = IntegrationTestCase
