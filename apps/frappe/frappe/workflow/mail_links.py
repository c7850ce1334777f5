"""Links in mails by which a user takes a workflow action without signing in (contract section 5).

The link opens a page that says what will happen; only its button, a POST, takes the action. The token is sealed with
the site's key: it names document, state, action and user, and ends after a week. A document that has moved on makes
the link void.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from werkzeug.wrappers import Response

from frappe.context import current_user, local
from frappe.exceptions import LinkExpired, ValidationError, words_of
from frappe.exceptions import PermissionError as NoPermission
from frappe.localization import get_url, utc_now
from frappe.messages import _
from frappe.model.documents import get_doc
from frappe.permissions import access_of
from frappe.rpc import rate_limit, whitelist
from frappe.sites import set_user
from frappe.types import _dict
from frappe.utils import escape_html
from frappe.utils.password import decrypt, encrypt
from frappe.workflow.definition import Row, get_active_workflow
from frappe.workflow.engine import apply_workflow

LIFE_S = 7 * 24 * 3600
APPLY, CONFIRM = "frappe.workflow.mail_links.apply_action", "frappe.workflow.mail_links.confirm_action"


def make_link(doc: Any, transition: Row, user: str) -> str:
    """Return the address by which ``user`` takes a transition of a document."""
    return get_url(f"/api/method/{APPLY}?" + urlencode({"token": make_token(doc, transition, user)}))


def make_token(doc: Any, transition: Row, user: str) -> str:
    """Return the sealed content of a link."""
    values = {
        "doctype": doc.doctype,
        "name": doc.name,
        "state": transition["state"],
        "action": transition["action"],
        "user": user,
        "until": int(utc_now().timestamp()) + LIFE_S,
    }
    return encrypt(json.dumps(values))


def open_token(token: str) -> _dict:
    """Return what a link says.

    Raises:
        LinkExpired: it is not ours, too old, or its user is disabled.
    """
    try:
        values = _dict(json.loads(decrypt(token[:4000])))
    except ValidationError as error:
        raise _expired() from error
    access = access_of(str(values.user))
    if values.until < utc_now().timestamp() or not access.enabled or access.is_guest or access.is_administrator:
        raise _expired()
    return values


def _expired() -> LinkExpired:
    return LinkExpired(_("The link is not valid any more. Sign in and open the document."))


@whitelist(allow_guest=True, xss_safe=True, methods=["GET"])
@rate_limit(limit=60, seconds=3600)
def apply_action(token: str) -> Response:
    """Show what a link will do, with the button that does it. Changes nothing."""
    values = open_token(token)
    workflow = get_active_workflow(values.doctype)
    doc = get_doc(values.doctype, values.name)
    if doc.get(workflow.state_field) != values.state:
        return _page(
            _("Link Expired"), _("{0} {1} has left the state {2}.").format(_(doc.doctype), doc.name, _(values.state))
        )
    rows = [row for row in workflow.transitions if (row["state"], row["action"]) == (values.state, values.action)]
    asks = any(row.get("require_opinion") for row in rows)
    question = _("{0}: {1} {2}?").format(_(values.action), _(doc.doctype), doc.name)
    return _page(_("Confirm Your Action"), question, form=_form(token, values.action, asks_opinion=asks))


@whitelist(allow_guest=True, xss_safe=True, methods=["POST"])
@rate_limit(limit=60, seconds=3600)
def confirm_action(token: str, opinion: str | None = None) -> Response:
    """Take the action of a link as its user."""
    values = open_token(token)
    field = get_active_workflow(values.doctype).state_field
    before = current_user()
    set_user(values.user)
    try:
        doc = apply_workflow(
            {"doctype": values.doctype, "name": values.name, field: values.state}, values.action, opinion
        )
    except (ValidationError, NoPermission) as error:
        local.db.rollback()
        return _page(_("Not Allowed"), words_of(error), status=getattr(error, "http_status_code", 417))
    finally:
        set_user(before)
    return _page(_("Success"), _("{0} {1} is in state {2} now.").format(_(doc.doctype), doc.name, _(doc.get(field))))


def _form(token: str, action: str, *, asks_opinion: bool) -> str:
    required = " required" if asks_opinion else ""
    csrf = str((local.session.data or {}).get("csrf_token") or "")
    return (
        f'<form method="post" action="/api/method/{CONFIRM}">'
        f'<input type="hidden" name="token" value="{escape_html(token)}">'
        f'<input type="hidden" name="csrf_token" value="{escape_html(csrf)}">'
        f'<p><label for="opinion">{escape_html(_("Opinion"))}</label><br>'
        f'<textarea id="opinion" name="opinion" rows="4" cols="40"{required}></textarea></p>'
        f'<button type="submit">{escape_html(_(action))}</button></form>'
    )


def _page(title: str, text: str, *, form: str = "", status: int = 200) -> Response:
    body = (
        f'<!doctype html><html lang="{escape_html(str(local.lang or "en"))}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">'
        f"<title>{escape_html(title)}</title></head><body><main><h1>{escape_html(title)}</h1>"
        f"<p>{escape_html(text)}</p>{form}</main></body></html>"
    )
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return Response(body, status=status, content_type="text/html; charset=utf-8", headers=headers)
