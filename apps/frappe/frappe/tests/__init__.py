"""The test kit for apps (contract section 11): test cases, context managers, test records.

``classes`` holds the test cases, ``classes.context_managers`` what changes the world for a while, ``records`` makes
the records that a test needs. The framework's own tests lie outside of the package and use pytest's fixtures.
"""

from __future__ import annotations

from frappe.tests.classes import IntegrationTestCase as IntegrationTestCase
from frappe.tests.classes import MockedRequestTestCase as MockedRequestTestCase
from frappe.tests.classes import UnitTestCase as UnitTestCase
from frappe.tests.classes.context_managers import change_settings as change_settings
from frappe.tests.classes.context_managers import patch_hooks as patch_hooks
from frappe.tests.classes.context_managers import timeout as timeout
