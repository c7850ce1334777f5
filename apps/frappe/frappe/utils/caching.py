"""Doorway: caching decorators live in ``frappe.cache_store``."""

from __future__ import annotations

from frappe.cache_store.decorators import http_cache as http_cache
from frappe.cache_store.decorators import redis_cache as redis_cache
from frappe.cache_store.decorators import request_cache as request_cache
from frappe.cache_store.decorators import site_cache as site_cache
