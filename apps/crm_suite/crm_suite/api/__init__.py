"""Thin typed endpoints that call a service."""
