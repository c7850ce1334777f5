"""Names of the rooms that browsers join (contract 7.11)."""

from __future__ import annotations


def get_user_room(user: str) -> str:
    return f"user:{user}"


def get_doc_room(doctype: str, docname: str) -> str:
    return f"doc:{doctype}/{docname}"


def get_doctype_room(doctype: str) -> str:
    return f"doctype:{doctype}"


def get_task_progress_room(task_id: str) -> str:
    return f"task_progress:{task_id}"


def get_site_room() -> str:
    return "all"


def get_website_room() -> str:
    return "website"
