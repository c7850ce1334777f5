"""Caches of a site: ``frappe.cache``, ``frappe.client_cache`` and the caching decorators.

Parts: ``site_cache`` (the Redis-like store, values as copies), ``coding`` (typed JSON), ``memory`` (the store of one
process), ``client_cache`` (live values of one process), ``decorators``.
"""

from __future__ import annotations

from frappe.cache_store.client_cache import ClientCache as ClientCache
from frappe.cache_store.client_cache import register_document_loader as register_document_loader
from frappe.cache_store.coding import dumps as dumps
from frappe.cache_store.coding import loads as loads
from frappe.cache_store.coding import register_type as register_type
from frappe.cache_store.decorators import http_cache as http_cache
from frappe.cache_store.decorators import redis_cache as redis_cache
from frappe.cache_store.decorators import request_cache as request_cache
from frappe.cache_store.decorators import site_cache as site_cache
from frappe.cache_store.site_cache import SiteCache as SiteCache

cache = SiteCache()
client_cache = ClientCache()
