"""Pages: the desk's shell (one static page), redirects, a plain error page. All data comes by the API."""

from __future__ import annotations

import functools
import html
from pathlib import Path

from werkzeug.wrappers import Response

from frappe.api.response import error_response
from frappe.context import current_user
from frappe.exceptions import PageDoesNotExistError, SessionStopped, words_of
from frappe.messages import _
from frappe.modules import get_app_path
from frappe.translate.languages import html_language

SHELL_PATHS = ("/desk", "/login", "/update-password", "/me")
PLAIN = (
    "<!doctype html><html lang='{lang}'><head><meta charset='utf-8'><title>{title}</title>"
    "<meta name='viewport' content='width=device-width'></head><body><main><h1>{title}</h1><p>{text}</p>"
    "<p><a href='/desk'>{back}</a></p></main></body></html>"
)


@functools.lru_cache(maxsize=4)
def _shell(path: str, modified: float) -> bytes:
    return Path(path).read_bytes()


def shell() -> Response:
    """Return the desk's page; what it shows it asks the API for."""
    path = Path(get_app_path("frappe", "public", "desk", "index.html"))
    if not path.exists():
        return _plain(_("The desk is not built yet"), _("Run: ./bench build"), 503)
    answer = Response(_shell(str(path), path.stat().st_mtime), content_type="text/html; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def page(path: str) -> Response:
    """Return the page of a path.

    Raises:
        PageDoesNotExistError: there is none.
    """
    if path == "/":
        return _redirect("/desk" if current_user() != "Guest" else "/login")
    if path == "/app" or path.startswith("/app/"):
        return _redirect("/desk" + path[len("/app") :])
    if path in SHELL_PATHS or path.startswith("/desk/"):
        return shell()
    raise PageDoesNotExistError(_("The page {0} does not exist.").format(path[:100]))


def _redirect(target: str) -> Response:
    return Response("", status=302, headers={"Location": target})


def _plain(title: str, text: str, status: int) -> Response:
    body = PLAIN.format(
        lang=html.escape(html_language()),
        title=html.escape(title),
        text=html.escape(text),
        back=html.escape(_("Back to the desk")),
    )
    return Response(body, status=status, content_type="text/html; charset=utf-8")


def error_page(error: Exception) -> Response:
    """Return a plain page for an error outside of the API."""
    answer = error_response(error, 1)
    is_told = answer.status_code < 500 or isinstance(error, SessionStopped)
    text = words_of(error) if is_told else _("Something went wrong on the server.")
    return _plain(_("Sorry"), text, answer.status_code)
