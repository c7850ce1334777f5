"""What the file manager calls (contract 7.7): folders, moving, zip files."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from frappe.context import local
from frappe.core.doctype.file.utils import max_file_size_mb
from frappe.exceptions import ValidationError
from frappe.messages import _
from frappe.model.documents import get_doc, new_doc
from frappe.model.permitted_list import get_list
from frappe.permissions import has_permission
from frappe.rpc import whitelist
from frappe.utils import cint, cstr, parse_json

MOST_FILES, MOST_BYTES = 500, 100 * 1024 * 1024
FIELDS = ["name", "file_name", "file_url", "is_folder", "is_private", "modified", "file_size"]
IMAGES = ("png", "jpg", "jpeg", "gif", "webp", "bmp")


@whitelist()
def get_max_file_size() -> int:
    """Return how many bytes a file may have."""
    return max_file_size_mb() * 1024 * 1024


@whitelist()
def get_files_in_folder(folder: str, start: int = 0, page_length: int = 20) -> dict[str, Any]:
    """Return the permitted files of a folder, folders first, and whether there are more."""
    length = min(max(cint(page_length), 1), MOST_FILES)
    rows = get_list("File", filters={"folder": folder}, fields=FIELDS, start=max(start, 0), limit=length + 1,
                    order_by="is_folder desc, file_name asc")  # fmt: skip
    return {"files": rows[:length], "has_more": len(rows) > length}


@whitelist(methods=["POST"])
def create_new_folder(file_name: str, folder: str) -> Any:
    """Make a folder inside another."""
    return new_doc("File", file_name=file_name, is_folder=1, folder=folder).insert().as_dict()


@whitelist(methods=["POST"])
def move_file(file_list: str | list[Any], new_parent: str, old_parent: str | None = None) -> None:
    """Move files into a folder."""
    for entry in _files(file_list):
        doc = get_doc("File", cstr(entry["name"] if isinstance(entry, dict) else entry), for_update=True)
        doc.folder = new_parent
        doc.save()


def _files(value: Any) -> list[Any]:
    found = parse_json(value) if isinstance(value, str) else value
    if not isinstance(found, list) or not found or len(found) > MOST_FILES:
        raise ValidationError(_("Choose up to {0} files.").format(MOST_FILES))
    return found


@whitelist(methods=["POST"])
def zip_files(files: str | list[Any]) -> None:
    """Return permitted files as one zip file."""
    out, total = io.BytesIO(), 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in _files(files):
            doc = get_doc("File", cstr(entry["name"] if isinstance(entry, dict) else entry))
            doc.check_permission("read")
            if doc.is_folder:
                continue
            total += cint(doc.file_size)
            if total > MOST_BYTES:
                most_mb = MOST_BYTES // 1024 // 1024
                raise ValidationError(_("Together the files are larger than {0} MB.").format(most_mb))
            archive.writestr(cstr(doc.file_name), doc.get_content())
    content = {"filecontent": out.getvalue(), "content_type": "application/zip"}
    local.response.update(type="download", filename="files.zip", **content)


@whitelist(methods=["POST"])
def unzip_file(name: str) -> list[Any]:
    """Store the files of a zip file beside it; names of folders inside count for nothing."""
    source = get_doc("File", name)
    source.check_permission("write")
    try:
        with zipfile.ZipFile(io.BytesIO(source.get_content())) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_BYTES:
                raise ValidationError(_("The zip file holds too much."))
            return [_stored(source, entry.filename, archive.read(entry)) for entry in entries]
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise ValidationError(_("{0} is not a zip file that can be read.").format(source.file_name)) from error


def _stored(source: Any, name: str, content: bytes) -> Any:
    doc = new_doc(
        "File", file_name=name.replace("\\", "/").rpartition("/")[2], folder=source.folder,
        is_private=source.is_private, attached_to_doctype=source.attached_to_doctype,
        attached_to_name=source.attached_to_name,
    )  # fmt: skip
    doc.content = content
    return doc.insert().as_dict()


@whitelist(methods=["GET", "POST"])
def get_attached_images(doctype: str, names: str | list[str]) -> dict[str, list[str]]:
    """Return the addresses of images attached to documents that the user may read."""
    out: dict[str, list[str]] = {}
    wanted = [cstr(name) for name in _files(names) if has_permission(doctype, "read", cstr(name))]
    filters = {"attached_to_doctype": doctype, "attached_to_name": ["in", wanted], "is_folder": 0}
    for row in local.db.get_all("File", filters, ["attached_to_name", "file_url"]) if wanted else ():
        if cstr(row.file_url).rpartition(".")[2].lower() in IMAGES:
            out.setdefault(row.attached_to_name, []).append(row.file_url)
    return out
