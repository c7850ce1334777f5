"""Which functions the network may call, with which arguments and how often (contract 7.6).

Parts: ``rules`` (``whitelist``), ``arguments`` (declared arguments as declared types) over ``conversions``, ``calls``
(a rule and its call), ``available`` (what is not built yet), ``limits`` (``rate_limit``, ``read_only``), ``search``
(search functions of links), ``http`` (made-up requests).
"""

from __future__ import annotations

from frappe.rpc.arguments import NEVER_PASSED as NEVER_PASSED
from frappe.rpc.arguments import call_with_arguments as call_with_arguments
from frappe.rpc.arguments import clean_arguments as clean_arguments
from frappe.rpc.arguments import coerce as coerce
from frappe.rpc.available import check_available as check_available
from frappe.rpc.calls import call as call
from frappe.rpc.limits import check_rate as check_rate
from frappe.rpc.limits import count_call as count_call
from frappe.rpc.limits import rate_limit as rate_limit
from frappe.rpc.limits import read_only as read_only
from frappe.rpc.rules import METHODS as METHODS
from frappe.rpc.rules import Rule as Rule
from frappe.rpc.rules import is_whitelisted as is_whitelisted
from frappe.rpc.rules import rule_of as rule_of
from frappe.rpc.rules import whitelist as whitelist
from frappe.rpc.rules import whitelisted as whitelisted
from frappe.rpc.search import validate_and_sanitize_search_inputs as validate_and_sanitize_search_inputs
