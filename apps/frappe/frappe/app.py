"""The WSGI application: a request comes in, a site is opened, an endpoint answers, the door commits or rolls back."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterable
from typing import Any

from werkzeug.wrappers import Request, Response

from frappe import auth
from frappe.api import assets, pages, response, router, rpc, site_limit
from frappe.api.request import FrappeRequest, address_of, form_of, is_secure
from frappe.config import get_common_site_config
from frappe.context import current_user, local
from frappe.exceptions import IncorrectSitePath, SessionStopped
from frappe.journal import start_operation
from frappe.messages import _
from frappe.modules import get_attr, get_hooks
from frappe.sessions import touch
from frappe.sites import connect, destroy, init, set_user

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
_sites_path = os.environ.get("SITES_PATH", ".")


def get_site_name(request: Request) -> str:
    """Return the site of a request: header, Host, or the default (contract 1.1).

    Raises:
        IncorrectSitePath: no site of that name.
    """
    common = get_common_site_config(_sites_path)
    asked = request.headers.get("X-Frappe-Site-Name") or request.host.split(":")[0]
    for name in (asked, common.default_site if common.serve_default_site is not False else None):
        if (
            name
            and len(name) < 254
            and name.replace(".", "").replace("-", "").isalnum()
            and os.path.isfile(os.path.join(_sites_path, name, "site_config.json"))
        ):
            return str(name)
    raise IncorrectSitePath(f"There is no site {asked[:100]}.")


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer one request."""
    static = assets.answer(environ, start_response)
    if static is not None:
        return static
    request = FrappeRequest(environ)
    return handle_request(request)(environ, start_response)


def handle_request(request: Request) -> Response:
    """Answer one request. The only place in the web path that commits or rolls back."""
    version = router.version_of(request.path)
    try:
        open_request(request)
        try:
            site_limit.begin()
            refuse_in_maintenance(request)
            local.form_dict = form_of(request)
            auth.authenticate()
            run_hooks("before_request")
            answer = dispatch(request)
            run_hooks("after_request", response=answer, request=request)
            commit_if_needed(request)
        except Exception as error:
            local.db.rollback()
            answer = _error(error, request, version)
        site_limit.finish()
        return response.finish(answer, secure=is_secure(request))
    except IncorrectSitePath as error:
        return response_without_site(str(error))
    except Exception as error:  # the site's database cannot be reached
        return response_without_site(response.log_failure(error, request.path), 503)
    finally:
        request.close()  # what was uploaded
        destroy()


def open_request(request: Request) -> None:
    """Open the request's site with nobody signed in."""
    init(get_site_name(request), _sites_path)
    local.request = request
    local.request_id = secrets.token_hex(8)
    local.request_ip = address_of(request)
    local.cookie_manager = auth.CookieManager()
    local.login_manager = auth.LoginManager()
    connect(set_admin_as_user=False)
    set_user("Guest")
    start_operation("request", route=f"{request.method} {request.path}"[:140])


def refuse_in_maintenance(request: Request) -> None:
    """Keep users out while the site is in maintenance; reads stay when the configuration allows them.

    Raises:
        SessionStopped: the site is in maintenance.
    """
    if not local.conf.maintenance_mode:
        return
    if local.conf.allow_reads_during_maintenance and request.method in SAFE_METHODS:
        return
    raise SessionStopped(_("The site is being maintained. Please try again in a few minutes."))


def run_hooks(hook: str, **arguments: Any) -> None:
    """Call the functions that apps name in a hook."""
    for path in get_hooks(hook):
        get_attr(path)(**arguments)


def dispatch(request: Request) -> Response:
    """Find the endpoint and shape its answer."""
    path = request.path
    local.operation.user = current_user()
    if request.method == "OPTIONS":
        return Response("", status=200)
    if local.form_dict.get("cmd"):
        return response.to_response(rpc.call_method(str(local.form_dict.pop("cmd"))), 1)
    if path.startswith(("/api/", "/private/files/", "/files/", "/backups/")):
        route, values = router.find(request.method, path)
        return response.to_response(route.endpoint(**values), route.envelope)
    return pages.page(path)


def commit_if_needed(request: Request) -> None:
    """Keep what a state-changing request wrote; a safe one writes nothing (contract 6.6)."""
    if request.method in SAFE_METHODS and not local.flags.commit:
        local.db.rollback()
        return
    touch(local.session)
    local.db.commit()


def _error(error: Exception, request: Request, version: int) -> Response:
    if request.path.startswith("/api/") or local.form_dict.get("cmd"):
        return response.error_response(error, version)
    return pages.error_page(error)


def response_without_site(text: str, status: int = 404) -> Response:
    """Answer where no site could be opened: no headers of a site, no details."""
    kind = "IncorrectSitePath" if status == 404 else "SiteNotReachable"
    answer = response.json_response({"exc_type": kind, "exception": text[:200]}, status)
    answer.headers.update(response.SECURITY_HEADERS)
    return answer


def get_test_client(use_cookies: bool = True) -> Any:
    """Return a client of this application without a network."""
    from werkzeug.test import Client

    return Client(application, use_cookies=use_cookies)
