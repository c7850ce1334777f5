"""Store, find and remove files by their parts (``frappe.utils.file_manager``)."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

from frappe.context import local
from frappe.core.doctype.file.utils import content_hash, path_of
from frappe.exceptions import DoesNotExistError
from frappe.messages import _
from frappe.model.delete_doc import delete_doc
from frappe.model.documents import get_doc
from frappe.types import _dict


def save_file(
    fname: str,
    content: bytes | str,
    dt: str | None = None,
    dn: str | None = None,
    folder: str | None = None,
    decode: bool = False,
    is_private: int = 0,
    df: str | None = None,
) -> Any:
    """Store content as a file attached to a document and return its File; ``decode`` means base64."""
    raw = content.encode() if isinstance(content, str) else content
    if decode:
        raw = base64.b64decode(raw.split(b",", 1)[1] if raw.startswith(b"data:") else raw)
    doc = get_doc(
        {
            "doctype": "File", "file_name": fname, "attached_to_doctype": dt, "attached_to_name": dn,
            "attached_to_field": df, "folder": folder, "is_private": is_private, "content": raw,
        }
    )  # fmt: skip
    return doc.insert(ignore_permissions=True)


def save_url(
    file_url: str,
    filename: str | None,
    dt: str | None,
    dn: str | None,
    folder: str | None,
    is_private: int,
    df: str | None = None,
) -> Any:
    """Attach an address outside of the site to a document and return its File."""
    doc = get_doc(
        {
            "doctype": "File", "file_url": file_url, "file_name": filename, "attached_to_doctype": dt,
            "attached_to_name": dn, "attached_to_field": df, "folder": folder, "is_private": is_private,
        }
    )  # fmt: skip
    return doc.insert(ignore_permissions=True)


def _row(fname: str) -> _dict:
    """Return name and address of a file given by name, address or File id."""
    either = {"name": fname, "file_url": fname, "file_name": fname}
    found = local.db.get_all("File", or_filters=either, fields=["name", "file_name", "file_url"], limit=1)
    if not found:
        raise DoesNotExistError(_("File {0} does not exist.").format(fname), doctype="File")
    return _dict(found[0])


def get_file_path(file_name: str) -> str:
    """Return where a stored file lies on disk.

    Raises:
        DoesNotExistError: there is no such file.
    """
    return path_of(_row(file_name).file_url)


def get_file(fname: str) -> list[Any]:
    """Return ``[file name, content]``: text where the content is UTF-8, else bytes."""
    row = _row(fname)
    content = Path(path_of(row.file_url)).read_bytes()
    try:
        return [row.file_name, content.decode()]
    except UnicodeDecodeError:
        return [row.file_name, content]


def get_content_hash(content: bytes | str) -> str:
    """Return the digest by which equal content is found."""
    return content_hash(content.encode() if isinstance(content, str) else content)


def get_file_url(file_data_name: str) -> str | None:
    """Return the address of a File."""
    found = local.db.get_value("File", file_data_name, "file_url")
    return str(found) if found else None


def remove_file(
    fid: str | None = None,
    attached_to_doctype: str | None = None,
    attached_to_name: str | None = None,
    from_delete: bool = False,
    delete_permanently: bool = False,
) -> None:
    """Remove an attachment; its content goes with the last File that uses it."""
    delete_doc(
        "File", fid, ignore_permissions=from_delete, delete_permanently=delete_permanently, ignore_missing=True
    )  # fmt: skip


def remove_all(dt: str, dn: str, from_delete: bool = False, delete_permanently: bool = False) -> None:
    """Remove all attachments of a document."""
    for fid in local.db.get_all("File", {"attached_to_doctype": dt, "attached_to_name": dn}, pluck="name"):
        remove_file(fid, dt, dn, from_delete, delete_permanently)
