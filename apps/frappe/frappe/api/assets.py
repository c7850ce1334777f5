"""Files under ``/assets/<app>/``: an app's ``public`` folder, precompressed, with the headers of every answer.

They need no site and no user. A file whose name holds a hash of its content never changes, so browsers keep it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from whitenoise import WhiteNoise
from whitenoise.responders import IsDirectoryError, MissingFileError, StaticFile

from frappe.api.response import CSP, SECURITY_HEADERS
from frappe.modules import get_all_apps, get_app_path

PREFIX = "/assets/"
HASHED_NAME = re.compile(r"^/assets/frappe/desk/assets/[^/]+-[\w-]{8}\.\w+$")
STAMP = "source.sha256"
_found: dict[str, tuple[tuple[int, int], StaticFile]] = {}
MOST_KEPT = 4_000


def _add_headers(headers: Headers, _path: str, _url: str) -> None:
    for key, value in SECURITY_HEADERS.items():
        headers[key] = value
    headers["Content-Security-Policy"] = CSP.format(connect="'self'")


_reader = WhiteNoise(
    None,
    max_age=300,
    allow_all_origins=False,
    add_headers_function=_add_headers,
    immutable_file_test=lambda _path, url: HASHED_NAME.fullmatch(url) is not None,
    mimetypes={".js": "text/javascript", ".mjs": "text/javascript"},
)


def find(url: str) -> StaticFile | None:
    """Return the file of an address, None when there is none; a file that changed on disk is read anew."""
    path = _path_of(url)
    if path is None:
        return None
    try:
        state = os.stat(path)
        version = (state.st_mtime_ns, state.st_size)
        known = _found.get(url)
        if known is None or known[0] != version:
            if len(_found) >= MOST_KEPT:
                _found.clear()
            known = _found[url] = (version, _reader.get_static_file(str(path), url))
    except (OSError, MissingFileError, IsDirectoryError):
        return None
    return known[1]


def _path_of(url: str) -> Path | None:
    """Return where the file of an address lies; None for what leaves its app's public folder."""
    if not url.startswith(PREFIX) or "\0" in url or not WhiteNoise.url_is_canonical(url):
        return None
    app, _slash, rest = url[len(PREFIX) :].partition("/")
    if (
        not rest
        or app not in get_all_apps(sites_path=os.environ.get("SITES_PATH", "."))
        or rest.rsplit("/", 1)[-1] == STAMP
    ):
        return None
    folder = os.path.realpath(get_app_path(app, "public"))
    path = os.path.realpath(os.path.join(folder, rest))
    return Path(path) if path.startswith(folder + os.sep) else None


def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes] | None:
    """Answer a request for an asset; None when it is for something else or nothing is there."""
    address = environ.get("PATH_INFO", "")
    if not address.startswith(PREFIX):
        return None
    static_file = find(address.encode("latin-1", "replace").decode("utf-8", "replace"))
    if static_file is None:
        return None
    served: Iterable[bytes] = WhiteNoise.serve(static_file, environ, start_response)
    return served
