"""Doorway: the cache lives in ``frappe.cache_store``; ``RedisWrapper`` is upstream's name of its class."""

from __future__ import annotations

from frappe.cache_store.client_cache import ClientCache as ClientCache
from frappe.cache_store.site_cache import SiteCache

RedisWrapper = SiteCache
