"""Files: content on disk, one row a use; equal content is stored once (contract 7.7). Part: ``utils``."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from frappe.context import current_user, local
from frappe.core.doctype.file.utils import check_content as check_content
from frappe.core.doctype.file.utils import (
    clean_name,
    content_hash,
    ending_of,
    folder_of,
    free_name,
    is_stored,
    url_of,
)
from frappe.core.doctype.file.utils import is_active as is_active
from frappe.core.doctype.file.utils import path_of as path_of
from frappe.exceptions import AttachmentLimitReached, ValidationError
from frappe.exceptions import PermissionError as NoPermission
from frappe.messages import _
from frappe.metadata import find_meta
from frappe.model.document import Document
from frappe.model.documents import get_doc
from frappe.model.naming import make_hash
from frappe.permissions import Reference, on_readable_documents
from frappe.permissions import has_permission as may
from frappe.utils import cint, cstr

HOME, ATTACHMENTS = "Home", "Home/Attachments"
REFERENCE = Reference("File", "attached_to_doctype", "attached_to_name")
READS = frozenset({"read", "select", "print", "email", "export", "report"})


class File(Document):
    """A file or folder."""

    content: Any = None
    no_feed_on_delete = True

    def autoname(self) -> None:
        """Name folders by their path, files by a hash."""
        if self.is_folder:
            self.name = f"{self.folder}/{self.file_name}" if self.folder else cstr(self.file_name)
        else:
            self.name = make_hash()

    # -- storing

    def before_insert(self) -> None:
        self.set_folder()
        if self.is_folder:
            self.check_folder_name()
            return
        self.is_private = cint(self.is_private)
        content = self.__dict__.pop("content", None)
        if content is not None:
            self.store(content if isinstance(content, bytes) else str(content).encode())
        elif not self.file_url:
            raise ValidationError(_("A file needs content or an address."), fieldname="file_url")

    def set_folder(self) -> None:
        attached = self.attached_to_doctype and self.attached_to_name
        if self.folder or (self.is_folder and self.file_name == HOME):
            return
        self.folder = ATTACHMENTS if attached and local.db.exists("File", ATTACHMENTS) else HOME

    def check_folder_name(self) -> None:
        name = cstr(self.file_name).strip()
        if not name or "/" in name or name in (".", ".."):
            raise ValidationError(_("{0} is not a name for a folder.").format(name), fieldname="file_name")
        self.file_name = name

    def store(self, content: bytes) -> None:
        """Write the content once; rows with equal content share the stored file."""
        self.file_name = clean_name(self.file_name or "file")
        check_content(self.file_name, content)
        self.content_hash = content_hash(content)
        self.file_size = len(content)
        self.flags.stored = True
        same = {"content_hash": self.content_hash, "is_private": self.is_private, "is_folder": 0}
        for url in dict.fromkeys(local.db.get_all("File", same, pluck="file_url", limit=5)):
            if is_stored(url) and ending_of(url) == ending_of(self.file_name) and Path(path_of(url)).is_file():
                self.file_url = url
                return
        self.write_content(content)

    def write_content(self, content: bytes) -> None:
        folder = folder_of(private=bool(self.is_private))
        folder.mkdir(parents=True, exist_ok=True)
        name = free_name(folder, cstr(self.file_name), cstr(self.content_hash))
        target = folder / name
        target.write_bytes(content)
        self.file_url = url_of(name, private=bool(self.is_private))
        local.db.after_rollback.add(lambda: target.unlink(missing_ok=True))

    # -- checks

    def validate(self) -> None:
        if self.is_folder:
            self.check_not_inside_itself()
            return
        self.check_may_attach()
        url = cstr(self.file_url)
        if not is_stored(url) and not url.startswith(("http://", "https://")):
            raise ValidationError(_("{0} is not an address of a file.").format(url[:100]), fieldname="file_url")
        if is_stored(url):
            self.validate_stored(url)
        self.file_name = clean_name(self.file_name or url.rpartition("/")[2])
        self.file_type = ending_of(cstr(self.file_name)).upper()[:20] or None
        self.check_attachment_limit()

    def check_may_attach(self) -> None:
        """Moving a file to another document needs the right to write that."""
        before = self.get_doc_before_save()
        place = (self.attached_to_doctype, self.attached_to_name)
        if (
            before is None
            or self.flags.ignore_permissions
            or place == (before.attached_to_doctype, before.attached_to_name)
        ):
            return
        if not _may_attach(self, current_user()):
            raise NoPermission(_("You may not attach files to {0} {1}.").format(_(place[0]), place[1]), needed="write")

    def validate_stored(self, url: str) -> None:
        path_of(url)
        before = self.get_doc_before_save()
        if before is not None and cstr(before.file_url) != url:
            raise ValidationError(_("The address of a stored file cannot be changed."), fieldname="file_url")
        if self.is_new():
            if not self.flags.stored and not self.may_reuse(url):
                raise ValidationError(_("You may not read this file."), fieldname="file_url")
            if not Path(path_of(url)).is_file() and not local.flags.in_import:
                raise ValidationError(_("The file {0} does not exist.").format(url[:100]), fieldname="file_url")
            self.is_private = int(url.startswith("/private"))
            self.take_stored_facts(url)
        elif cint(self.is_private) != int(url.startswith("/private")):
            self.move_stored(url)

    def may_reuse(self, url: str) -> bool:
        """An address of a private file may be used again by who may read it."""
        if not url.startswith("/private") or self.flags.ignore_permissions:
            return True
        rows = local.db.get_all("File", {"file_url": url}, pluck="name")
        return any(may("File", "read", name) for name in rows)

    def take_stored_facts(self, url: str) -> None:
        """Copy size and hash from another use of the same stored file."""
        if self.content_hash:
            return
        rows = local.db.get_all("File", {"file_url": url, "is_folder": 0}, ["content_hash", "file_size"], limit=1)
        if rows:
            self.content_hash, self.file_size = rows[0].content_hash, rows[0].file_size
        elif Path(path_of(url)).is_file():
            self.file_size = Path(path_of(url)).stat().st_size

    def move_stored(self, url: str) -> None:
        """Move the file when it becomes private, with its other uses; what becomes public leaves theirs private."""
        private = bool(cint(self.is_private))
        source, folder = Path(path_of(url)), folder_of(private=private)
        folder.mkdir(parents=True, exist_ok=True)
        name = free_name(folder, source.name, cstr(self.content_hash) or make_hash())
        new_url = url_of(name, private=private)
        if source.is_file():
            shutil.copyfile(source, folder / name)
            local.db.after_rollback.add(lambda: (folder / name).unlink(missing_ok=True))
        others = {"file_url": url, "name": ["!=", self.name]}
        if private:
            local.db.set_value("File", others, {"file_url": new_url, "is_private": 1}, update_modified=False)
        if private or not local.db.exists("File", others):
            local.db.after_commit.add(lambda: source.unlink(missing_ok=True))
        self.file_url = new_url
        self.rewrite_address(url, new_url)

    def rewrite_address(self, url: str, new_url: str) -> None:
        """Carry a changed address to the field that shows the file."""
        doctype, name, field = self.attached_to_doctype, self.attached_to_name, self.attached_to_field
        meta = find_meta(doctype) if doctype and name and field else None
        if meta is not None and field in meta.column_set and local.db.get_value(doctype, name, field) == url:
            local.db.set_value(doctype, name, field, new_url)

    def check_not_inside_itself(self) -> None:
        if self.name and self.folder and f"{self.folder}/".startswith(f"{self.name}/"):
            raise ValidationError(_("A folder cannot be moved into itself."), fieldname="folder")

    def check_attachment_limit(self) -> None:
        """Keep the DocType's highest number of attachments.

        Raises:
            AttachmentLimitReached: the document has as many already.
        """
        if not (self.is_new() and self.attached_to_doctype and self.attached_to_name):
            return
        meta = find_meta(self.attached_to_doctype)
        most = cint(meta.max_attachments) if meta else 0
        filters = {"attached_to_doctype": self.attached_to_doctype, "attached_to_name": self.attached_to_name}
        if most and local.db.count("File", filters) >= most:
            raise AttachmentLimitReached(
                _("At most {0} files can be attached to {1} {2}.").format(
                    most, _(self.attached_to_doctype), self.attached_to_name
                )
            )

    # -- what follows

    def after_insert(self) -> None:
        self.comment_on_document("Attachment", cstr(self.file_name))

    def comment_on_document(self, kind: str, text: str) -> None:
        doctype, name = self.attached_to_doctype, self.attached_to_name
        meta = find_meta(doctype) if doctype and name else None
        if meta is not None and not meta.issingle and not self.is_folder and local.db.exists(doctype, name):
            get_doc(doctype, name).add_comment(kind, text)

    def on_trash(self) -> None:
        if self.name in (HOME, ATTACHMENTS):
            raise ValidationError(_("The folder {0} is needed.").format(self.name))
        if self.is_folder and local.db.exists("File", {"folder": self.name}):
            raise ValidationError(_("Folder {0} is not empty").format(self.name))

    def after_delete(self) -> None:
        """Remove the stored file with its last use, once the transaction commits."""
        self.comment_on_document("Attachment Removed", cstr(self.file_name))
        url = self.file_url
        if self.is_folder or not url or not is_stored(url) or local.db.exists("File", {"file_url": url}):
            return
        path = Path(path_of(url))
        local.db.after_commit.add(lambda: path.unlink(missing_ok=True))

    def after_rename(self, old: str, new: str, merge: bool = False) -> None:
        local.db.set_value("File", {"folder": old}, "folder", new, update_modified=False)

    # -- for apps

    def get_full_path(self) -> str:
        return path_of(cstr(self.file_url))

    def exists_on_disk(self) -> bool:
        return is_stored(self.file_url) and Path(self.get_full_path()).is_file()

    def is_downloadable(self) -> bool:
        return self.has_permission("read")

    def get_content(self) -> bytes:
        """Return the stored bytes.

        Raises:
            ValidationError: the file lies elsewhere or is gone.
        """
        if self.is_folder or not self.exists_on_disk():
            raise ValidationError(_("The file {0} does not exist.").format(self.file_name))
        return Path(self.get_full_path()).read_bytes()

    def get_extension(self) -> tuple[str, str]:
        stem, dot, ending = cstr(self.file_name).rpartition(".")
        return (stem, f".{ending}") if dot else (ending, "")

    def unique_url(self) -> str:
        return f"{self.file_url}?fid={self.name}"

    def save_file(self, content: bytes | None = None, **_options: Any) -> None:
        """Set the content of a file that is not stored yet."""
        if content is not None:
            self.store(content)


def has_permission(doc: Any, ptype: str = "read", user: str | None = None) -> bool:
    """Owner; public for reading; else the same right on the attached document (contract 8.15)."""
    if user == "Administrator":
        return True
    if ptype == "create":  # asked before ownership: who inserts a row is its owner already
        return _may_attach(doc, user)
    if doc.get("owner") == user:
        return True
    if doc.get("is_folder") and ptype in READS:
        return True
    if not doc.get("is_private") and ptype in READS:
        return True
    return _on_document(doc, "read" if ptype in READS else "write", user)


def _may_attach(doc: Any, user: str | None) -> bool:
    """Attaching to a stored document needs write on it; to one not saved yet, nothing."""
    doctype, name = doc.get("attached_to_doctype"), doc.get("attached_to_name")
    if not (doctype and name) or find_meta(doctype) is None or not local.db.exists(doctype, name):
        return True
    return user == "Administrator" or bool(may(doctype, "write", name, user))


def _on_document(doc: Any, right: str, user: str | None) -> bool:
    doctype, name = doc.get("attached_to_doctype"), doc.get("attached_to_name")
    if not (doctype and name) or find_meta(doctype) is None or not local.db.exists(doctype, name):
        return False
    return bool(may(doctype, right, name, user))


def permission_query_conditions(user: str) -> Any:
    """Lists show own and public files, folders, and what is attached to documents that the user may read."""
    if user == "Administrator":
        return None
    attached, values = on_readable_documents(REFERENCE, user)
    own = "`tabFile`.`owner` = ? or `tabFile`.`is_private` = 0 or `tabFile`.`is_folder` = 1"
    return f"({own} or {attached})", (user, *values)
