"""Commands on users: passwords, accounts, sessions."""

from __future__ import annotations

import secrets
from typing import Any

import click

from frappe.commands import get_site, opened, pass_context, refuse, sites_of


@click.command("set-admin-password")
@click.argument("password", required=False)
@click.option("--logout-all-sessions", is_flag=True, help="End all sessions of Administrator.")
@pass_context
def set_admin_password(context: Any, password: str | None, logout_all_sessions: bool) -> None:
    """Set Administrator's password; asked for, without echo, when it is not given."""
    for site in sites_of(context):
        _set(site, "Administrator", password, logout_all_sessions)


@click.command("set-password")
@click.argument("user")
@click.argument("password", required=False)
@click.option("--logout-all-sessions", is_flag=True, help="End all sessions of the user.")
@pass_context
def set_password(context: Any, user: str, password: str | None, logout_all_sessions: bool) -> None:
    """Set the password of USER; asked for, without echo, when it is not given."""
    for site in sites_of(context):
        _set(site, user, password, logout_all_sessions)


def _set(site: str, user: str, password: str | None, logout: bool) -> None:
    from frappe.context import local
    from frappe.sessions import end_all
    from frappe.utils.password import update_password

    with opened(site):
        if not local.db.exists("User", user):
            refuse(f"There is no user {user} on {site}.")
        chosen = password or click.prompt(f"Password of {user}", hide_input=True, confirmation_prompt=True)
        update_password(user, chosen)
        if logout:
            end_all(user)
    click.echo(f"The password of {user} on {site} was set.")


@click.command("add-user")
@click.argument("email")
@click.option("--first-name", help="First name; without it the part before the @.")
@click.option("--last-name", help="Last name.")
@click.option("--password", help="Password; without it the user gets a link to set one.")
@click.option(
    "--user-type", type=click.Choice(["System User", "Website User"]), default="System User", show_default=True
)
@click.option("--add-role", "roles", multiple=True, help="A role; may be repeated.")
@click.option("--send-welcome-email", is_flag=True, help="Send the welcome mail.")
@pass_context
def add_user(context: Any, email: str, roles: tuple[str, ...], **options: Any) -> None:
    """Make a user EMAIL."""
    with opened(get_site(context)):
        _insert(email, list(roles), **options)
    click.echo(f"User {email} was made{' with ' + ', '.join(roles) if roles else ''}.")


@click.command("add-system-manager")
@click.argument("email")
@click.option("--first-name", help="First name; without it the part before the @.")
@click.option("--last-name", help="Last name.")
@click.option("--password", help="Password; random and printed without it.")
@click.option("--send-welcome-email", is_flag=True, help="Send the welcome mail.")
@pass_context
def add_system_manager(context: Any, email: str, password: str | None, **options: Any) -> None:
    """Make a user EMAIL who administers the site."""
    chosen = password or secrets.token_urlsafe(9) + "!a1"
    with opened(get_site(context)):
        _insert(email, ["System Manager"], password=chosen, user_type="System User", **options)
    click.echo(f"User {email} was made with System Manager.")
    if not password:
        click.echo(f"Password: {chosen} (shown once, stored nowhere).")


def _insert(email: str, roles: list[str], **options: Any) -> None:
    from frappe.context import local
    from frappe.model.documents import get_doc

    unknown = [role for role in roles if not local.db.exists("Role", role)]
    if unknown:
        refuse(f"There is no role {', '.join(unknown)} on this site.")
    get_doc(
        {
            "doctype": "User",
            "email": email,
            "first_name": options.get("first_name") or email.partition("@")[0],
            "last_name": options.get("last_name"),
            "user_type": options.get("user_type") or "System User",
            "new_password": options.get("password"),
            "send_welcome_email": int(bool(options.get("send_welcome_email"))),
            "enabled": 1,
            "roles": [{"role": role} for role in roles],
        }
    ).insert()


@click.command("disable-user")
@click.argument("email")
@pass_context
def disable_user(context: Any, email: str) -> None:
    """Disable a user and end the sessions."""
    from frappe.context import local
    from frappe.model.documents import get_doc
    from frappe.sessions import end_all

    site = get_site(context)
    with opened(site):
        if not local.db.exists("User", email):
            refuse(f"There is no user {email} on {site}.")
        user = get_doc("User", email)
        user.enabled = 0
        user.save()
        end_all(email)
    click.echo(f"User {email} is disabled.")


@click.command("destroy-all-sessions")
@click.option("--reason", help="Accepted; noted in the journal's route.")
@pass_context
def destroy_all_sessions(context: Any, reason: str | None) -> None:
    """Sign everybody out."""
    from frappe.context import local
    from frappe.sessions import end_all

    for site in sites_of(context):
        with opened(site, route=f"bench destroy-all-sessions {reason or ''}"[:140].strip()):
            users = [row[0] for row in local.db.connection.query("select distinct `user` from `tabSessions`")]
            for user in users:
                end_all(user)
        click.echo(f"{site}: {len(users)} users were signed out.")


commands = [set_admin_password, set_password, add_user, add_system_manager, disable_user, destroy_all_sessions]
