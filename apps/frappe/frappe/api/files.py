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
from frappe.exceptions import DoesNotExistError, FileTypeNotAllowed, ValidationError
from frappe.exceptions import PermissionError as NoPermission
from frappe.localization.settings import get_setting
from frappe.messages import _
from frappe.model.documents import get_doc
from frappe.modules import get_attr
from frappe.permissions import access_of, has_permission, require_system_manager
from frappe.rpc import call, whitelist
from frappe.utils.numbers import cint

SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf", "text/plain"})
VISITOR_TYPES = frozenset({"application/pdf", "text/plain", "text/csv", "video/mp4", "application/msword",
                           "application/vnd.ms-excel", "application/vnd.ms-powerpoint"})  # fmt: skip
OFFICE = ("application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument.")


@whitelist(allow_guest=True, methods=["POST"])
def upload_file(
    doctype: str | None = None, docname: str | None = None, fieldname: str | None = None, is_private: int = 1,
    folder: str = "Home", file_url: str | None = None, file_name: str | None = None,
    library_file_name: str | None = None, method: str | None = None,
) -> Any:  # fmt: skip
    """Store a file, attached to a document where one is named; write on it is needed.

    ``library_file_name`` attaches a File that is there; ``method`` gives the content to a whitelisted function instead,
    which reads ``frappe.local.uploaded_file`` and ``frappe.local.uploaded_filename``.
    """
    if current_user() == "Guest" and not get_setting("allow_guests_to_upload_files"):
        raise NoPermission(_("Please sign in to upload files."))
    if doctype and docname and not docname.startswith("new-") and local.db.exists(doctype, docname):
        has_permission(doctype, "write", docname, throw=True)
    uploaded = local.request.files.get("file")
    if library_file_name:
        kept = get_doc("File", library_file_name)
        kept.check_permission("read")
        file_url, file_name = kept.file_url, file_name or kept.file_name
    if uploaded is None and not file_url:
        raise ValidationError(_("No file was sent."))
    name = file_name or (uploaded.filename if uploaded else None) or "file"
    content = uploaded.read() if uploaded is not None and not library_file_name else None
    check_visitor_type(name)
    if method:
        local.uploaded_file, local.uploaded_file_url, local.uploaded_filename = content, file_url, name
        return call(get_attr(method), dict(local.form_dict))
    doc = get_doc(
        {
            "doctype": "File", "attached_to_doctype": doctype, "attached_to_name": docname,
            "attached_to_field": fieldname, "folder": folder, "is_private": int(bool(cint(is_private))),
            "file_name": name, **({} if content is not None else {"file_url": file_url}),
        }
    )  # fmt: skip
    if content is not None:
        doc.content = content
    return doc.insert().as_dict()


def check_visitor_type(name: str) -> None:
    """Refuse from visitors what is neither picture, document, table nor film (contract 7.7).

    Raises:
        FileTypeNotAllowed: the ending is of another kind.
    """
    if access_of(current_user()).user_type == "System User":
        return
    kind = mimetypes.guess_type(name)[0] or ""
    if not kind.startswith("image/") and kind not in VISITOR_TYPES and not kind.startswith(OFFICE):
        raise FileTypeNotAllowed(_("You can upload pictures, PDF, office documents, text, CSV and MP4 files."))


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


def backup_file(name: str) -> Response:
    """GET a backup; System Managers only."""
    require_system_manager()
    return _send(Path(get_site_path("private", "backups")), name, private=True)


def _send(folder: Path, name: str, *, private: bool) -> Response:
    path = (folder / name.replace("\0", "")).resolve()
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
