"""Test cases for apps."""

from __future__ import annotations

from frappe.tests.classes.integration_test_case import IntegrationTestCase as IntegrationTestCase
from frappe.tests.classes.mocked_request_test_case import MockedRequestTestCase as MockedRequestTestCase
from frappe.tests.classes.unit_test_case import UnitTestCase as UnitTestCase
