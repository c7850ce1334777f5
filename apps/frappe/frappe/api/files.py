"""Files: upload, download, and the permission of what they are attached to (contract 7.7)."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import Any

from werkzeug.utils import send_file
from werkzeug.wrappers import Response

from frappe.api.response import safe_filename
from frappe.config import get_site_path
from frappe.context import current_user, local
from frappe.exceptions import DoesNotExistError, ValidationError
from frappe.exceptions import PermissionError as NoPermission
from frappe.localization.settings import get_setting
from frappe.messages import _
from frappe.model.documents import get_doc
from frappe.permissions import has_permission
from frappe.rpc import whitelist
from frappe.utils.numbers import cint

SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf", "text/plain"})


@whitelist(allow_guest=True, methods=["POST"])
def upload_file(
    doctype: str | None = None, docname: str | None = None, fieldname: str | None = None, is_private: int = 1,
    folder: str = "Home", file_url: str | None = None, file_name: str | None = None,
) -> Any:  # fmt: skip
    """Store a file, attached to a document where one is named; write on it is needed."""
    if current_user() == "Guest" and not get_setting("allow_guests_to_upload_files"):
        raise NoPermission(_("Please sign in to upload files."))
    if doctype and docname and not docname.startswith("new-") and local.db.exists(doctype, docname):
        has_permission(doctype, "write", docname, throw=True)
    uploaded = local.request.files.get("file")
    if uploaded is None and not file_url:
        raise ValidationError(_("No file was sent."))
    values: dict[str, Any] = {
        "doctype": "File", "attached_to_doctype": doctype, "attached_to_name": docname, "attached_to_field": fieldname,
        "folder": folder, "is_private": int(bool(cint(is_private))),
    }  # fmt: skip
    if uploaded is not None:
        values["file_name"] = file_name or uploaded.filename or "file"
        doc = get_doc(values)
        doc.content = uploaded.read()
    else:
        doc = get_doc({**values, "file_url": file_url, "file_name": file_name})
    return doc.insert().as_dict()


@whitelist(allow_guest=True)
def download_file(file_url: str) -> Response:
    """Return a file's content by its address."""
    kind = "private" if file_url.startswith("/private/files/") else "public"
    name = file_url.removeprefix("/private").removeprefix("/files/")
    return private_file(name) if kind == "private" else public_file(name)


def public_file(name: str) -> Response:
    """GET a public file."""
    return _send(Path(get_site_path("public", "files")), name, private=False)


def private_file(name: str) -> Response:
    """GET a private file: its owner's, or that of a document the user may read."""
    url = f"/private/files/{name}"
    names = local.db.get_all("File", {"file_url": url}, pluck="name", order_by=None)
    if current_user() == "Guest" or not names:
        raise NoPermission(_("You may not read this file."))
    if not any(has_permission("File", "read", get_doc("File", one)) for one in names[:20]):
        raise NoPermission(_("You may not read this file."))
    return _send(Path(get_site_path("private", "files")), name, private=True)


def _send(folder: Path, name: str, *, private: bool) -> Response:
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        raise DoesNotExistError(_("The file {0} does not exist.").format(safe_filename(name)))
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    shown = kind in SHOWN
    response = send_file(
        path, local.request.environ, mimetype=kind if shown else "application/octet-stream", as_attachment=not shown,
        download_name=safe_filename(path.name), conditional=True, etag=True,
    )  # fmt: skip
    response.headers["Cache-Control"] = "private, no-store" if private else "public, max-age=3600"
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response
