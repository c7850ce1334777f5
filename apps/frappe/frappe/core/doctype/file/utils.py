"""Files on disk: where they lie, which names and contents are taken (contract 7.7)."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Callable
from pathlib import Path

from frappe.config import get_site_path
from frappe.context import local
from frappe.exceptions import FileTypeNotAllowed, InvalidFileError, MaxFileSizeReachedError, ValidationError
from frappe.localization.settings import get_setting
from frappe.messages import _
from frappe.utils import cint

PUBLIC, PRIVATE = "/files/", "/private/files/"
DEFAULT_MB = 25
LONGEST_NAME, LONGEST_ENDING = 120, 20
# Disks take 255 bytes; a part of the content's hash may come on top.
LONGEST_NAME_BYTES = 180
# Endings that a server or desktop might run.
REFUSED = frozenset(
    "exe bat cmd com msi scr ps1 psm1 vbs vbe jar sh bash zsh php php3 php4 php5 phtml phar jsp jspx asp aspx ashx cgi "
    "pl py pyc htaccess dll so dylib lnk reg hta wsf app apk".split()
)
# Endings that a browser would run as a page: kept, but always downloaded.
ACTIVE = frozenset("svg svgz html htm xhtml shtml xml xsl mht mhtml js mjs swf".split())
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE = (b"\xd0\xcf\x11\xe0",)
MAGIC: dict[str, tuple[bytes, ...]] = {
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "gif": (b"GIF87a", b"GIF89a"),
    "bmp": (b"BM",),
    "tif": (b"II*\x00", b"MM\x00*"),
    "tiff": (b"II*\x00", b"MM\x00*"),
    "ico": (b"\x00\x00\x01\x00",),
    "pdf": (b"%PDF-",),
    "zip": _ZIP,
    "xlsx": _ZIP,
    "xlsm": _ZIP,
    "docx": _ZIP,
    "pptx": _ZIP,
    "ods": _ZIP,
    "odt": _ZIP,
    "xls": _OLE,
    "doc": _OLE,
    "ppt": _OLE,
    "gz": (b"\x1f\x8b",),
    "7z": (b"7z\xbc\xaf\x27\x1c",),
    "rar": (b"Rar!",),
    "mp3": (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"),
    "ogg": (b"OggS",),
}
_PARTS: dict[str, Callable[[bytes], bool]] = {
    "webp": lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP",
    "wav": lambda head: head[:4] == b"RIFF" and head[8:12] == b"WAVE",
    "mp4": lambda head: head[4:8] == b"ftyp",
    "m4a": lambda head: head[4:8] == b"ftyp",
    "mov": lambda head: head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide"),
}
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa")


def folder_of(*, private: bool) -> Path:
    """Return the folder of private or public files."""
    return Path(get_site_path("private" if private else "public", "files"))


def is_stored(url: str | None) -> bool:
    """Tell whether an address is that of a file of this site."""
    return (url or "").startswith((PUBLIC, PRIVATE))


def path_of(url: str) -> str:
    """Return where the file of an address lies.

    Raises:
        ValidationError: the address leads out of the site's files.
    """
    private = url.startswith(PRIVATE)
    base = folder_of(private=private).resolve()
    path = (base / url.removeprefix("/private").removeprefix(PUBLIC)).resolve()
    if not is_stored(url) or path == base or not path.is_relative_to(base) or "\x00" in url:
        raise ValidationError(_("{0} is not an address of a file.").format(url[:100]), fieldname="file_url")
    return str(path)


def url_of(name: str, *, private: bool) -> str:
    return f"{PRIVATE if private else PUBLIC}{name}"


def clean_name(name: str) -> str:
    """Return a file name without folders, control characters and signs that addresses use, short enough for a disk."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").split("/")[-1]
    name = re.sub(r"[\x00-\x1f\x7f<>:\"|?*#%&;]", "_", name).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > LONGEST_ENDING:
        stem, dot, ending = name, "", ""
    stem = stem[: LONGEST_NAME - len(dot + ending)]
    room = LONGEST_NAME_BYTES - len((dot + ending).encode())
    return stem.encode()[:room].decode("utf-8", "ignore") + dot + ending or "file"


def ending_of(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def check_content(name: str, content: bytes) -> None:
    """Refuse a type that is not allowed, a content that does not fit its name, and what is too large.

    Raises:
        FileTypeNotAllowed: the ending. InvalidFileError: the content. MaxFileSizeReachedError: the size.
    """
    ending = ending_of(name)
    allowed = [
        line.strip().lower().lstrip(".") for line in str(get_setting("allowed_file_extensions") or "").splitlines()
    ]
    allowed = [entry for entry in allowed if entry]
    if ending in REFUSED or (allowed and ending not in allowed):
        raise FileTypeNotAllowed(_("Files of type {0} are not allowed.").format(ending or "?"))
    if content.startswith(_PROGRAMS):
        raise FileTypeNotAllowed(_("Programs are not allowed as files."))
    head = content[:32]
    fits = _PARTS[ending](head) if ending in _PARTS else head.startswith(MAGIC.get(ending, (b"",)))
    if not fits:
        raise InvalidFileError(_("The content of {0} is not of type {1}.").format(name, ending))
    check_size(len(content))


def check_size(size_bytes: int) -> None:
    """Refuse what is larger than the site allows.

    Raises:
        MaxFileSizeReachedError: the text names the limit.
    """
    most_mb = max_file_size_mb()
    if size_bytes > most_mb * 1024 * 1024:
        raise MaxFileSizeReachedError(_("The file is larger than {0} MB.").format(most_mb))


def max_file_size_mb() -> int:
    """Return the limit of a file: site_config ``max_file_size`` (bytes), System Settings (MB), 25."""
    configured = cint(local.conf.get("max_file_size"))
    return configured // (1024 * 1024) or cint(get_setting("max_file_size")) or DEFAULT_MB


def content_hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def free_name(folder: Path, name: str, digest: str) -> str:
    """Return a name that is not taken in a folder: the name, or one with part of the content's hash."""
    if not (folder / name).exists():
        return name
    stem, dot, ending = name.rpartition(".")
    stem = stem if dot else ending
    suffix = f".{ending}" if dot else ""
    for mark in (digest[:6], digest[:12], digest, secrets.token_hex(8)):
        candidate = f"{stem}{mark}{suffix}"
        if not (folder / candidate).exists():
            return candidate
    raise ValidationError(_("A file named {0} exists already.").format(name), fieldname="file_name")


def is_active(name: str) -> bool:
    """Tell whether a browser could run a file: such are sent as attachments, never shown."""
    return ending_of(name) in ACTIVE
