"""``MockedRequestTestCase``: calls to other servers answer what the test says; others are refused."""

from __future__ import annotations

import unittest
from importlib import import_module
from typing import Any

from frappe.tests.classes.integration_test_case import IntegrationTestCase


class MockedRequestTestCase(IntegrationTestCase):
    """``self.responses`` is a ``RequestsMock`` of the package responses, which the app's tests have to bring."""

    responses: Any

    def setUp(self) -> None:
        try:
            library = import_module("responses")
        except ImportError:
            raise unittest.SkipTest(
                "MockedRequestTestCase needs the package responses: pip install responses"
            ) from None
        self.responses = library.RequestsMock()
        self.responses.start()
        self.addCleanup(self.responses.reset)
        self.addCleanup(self.responses.stop)
        super().setUp()
