"""Every hook that an app's ``hooks.py`` may set (contract 1.3), as an empty typed function with one sentence.

The signature is that of the functions which the hook names; a hook that holds values returns them. What an app sets
and nobody reads is found by ``metadata.hook_checks``; docs/hooks.md says which hooks the framework reads today.
"""

from __future__ import annotations

from types import FunctionType
from typing import Any

# -- what an app is


def app_name() -> str:  # type: ignore[empty-body]
    """Name the app's Python package."""


def app_title() -> str:  # type: ignore[empty-body]
    """Name the app for people."""


def app_publisher() -> str:  # type: ignore[empty-body]
    """Say who publishes the app."""


def app_description() -> str:  # type: ignore[empty-body]
    """Say in a sentence what the app is for."""


def app_email() -> str:  # type: ignore[empty-body]
    """Give the publisher's address."""


def app_license() -> str:  # type: ignore[empty-body]
    """Name the app's licence."""


def app_version() -> str:  # type: ignore[empty-body]
    """Give the app's version, where ``__version__`` is not it."""


def app_logo_url() -> str:  # type: ignore[empty-body]
    """Give the address of the app's picture."""


def app_home() -> str:  # type: ignore[empty-body]
    """Give the page on which the app opens."""


def app_icon() -> str:  # type: ignore[empty-body]
    """Name the app's icon (old apps)."""


def app_color() -> str:  # type: ignore[empty-body]
    """Name the app's colour (old apps)."""


def required_apps() -> list[str]:  # type: ignore[empty-body]
    """Name apps that are installed before this one, as ``app`` or ``owner/app``."""


def add_to_apps_screen() -> list[dict[str, Any]]:  # type: ignore[empty-body]
    """Show the app among the apps: ``{name, logo, title, route, has_permission}``."""


# -- documents


def doc_events(doc: Any, method: str) -> Any:
    """React to events of documents: ``{DocType or "*": {event: dotted path}}``, after the controller's own method."""


def life_cycle_steps(doc: Any) -> None:
    """Add a step to the framework's own checks; no flag of an app skips it. Only the framework uses it."""


def override_doctype_class() -> dict[str, str]:  # type: ignore[empty-body]
    """Replace the controller class of a DocType by a subclass; the last app decides."""


def extend_doctype_class() -> dict[str, list[str]]:  # type: ignore[empty-body]
    """Put classes before the controller class of a DocType."""


def naming_series_variables(doc: Any, variable: str) -> str:  # type: ignore[empty-body]
    """Give the value of a token in a naming series: ``{token: dotted path}``."""


def ignore_links_on_delete() -> list[str]:  # type: ignore[empty-body]
    """Name DocTypes whose links keep nothing from being deleted."""


def auto_cancel_exempted_doctypes() -> list[str]:  # type: ignore[empty-body]
    """Name DocTypes that are not cancelled together with what they link to."""


def user_data_fields() -> list[dict[str, Any]]:  # type: ignore[empty-body]
    """Name fields that hold personal data of a user, for erasure."""


def importable_doctypes() -> list[str]:  # type: ignore[empty-body]
    """Name further DocTypes whose records lie as JSON in module folders."""


def global_search_doctypes() -> dict[str, Any]:  # type: ignore[empty-body]
    """Name the DocTypes of the search over all, in order."""


def communication_doctypes() -> list[str]:  # type: ignore[empty-body]
    """Name DocTypes whose mails show in Communication."""


def additional_timeline_content(doctype: str, docname: str) -> list[dict[str, Any]]:  # type: ignore[empty-body]
    """Add entries to a document's timeline: ``{DocType: [dotted path]}``."""


# -- permissions


def permission_query_conditions(user: str, doctype: str) -> Any:
    """Narrow the rows that a user sees in lists of a DocType; None or "" leaves them as they are."""


def has_permission(doc: Any, ptype: str, user: str, debug: bool) -> bool | None:
    """Refuse a right on a document with a falsy answer; it never grants one."""


def has_website_permission(doc: Any, ptype: str, user: str, verbose: bool) -> bool:  # type: ignore[empty-body]
    """Let a portal user see a document."""


# -- network


def override_whitelisted_methods() -> dict[str, str]:  # type: ignore[empty-body]
    """Answer calls of one function by another; the last app decides."""


def auth_hooks() -> None:
    """Recognise who calls, after the request's headers were looked at; may set the user."""


def before_request() -> None:
    """Run before each request's endpoint."""


def after_request(response: Any, request: Any) -> None:
    """Run after each request, before it is sent."""


def on_session_creation(login_manager: Any) -> None:
    """Run when a session begins."""


def before_login(login_manager: Any) -> None:
    """Run before a user is signed in; may refuse by raising."""


def on_login(login_manager: Any) -> None:
    """Run when a user has signed in."""


def on_logout(login_manager: Any) -> None:
    """Run when a user signs out."""


def boot_session(bootinfo: Any) -> None:
    """Add to what the desk starts with."""


def extend_bootinfo(bootinfo: Any) -> None:
    """Add to what the desk starts with, to kept answers too."""


def standard_queries(doctype: str, txt: str, searchfield: str, start: int, page_len: int, filters: Any) -> Any:
    """Answer the search of links to a DocType; the last app decides."""


def filters_config() -> dict[str, Any]:  # type: ignore[empty-body]
    """Add operators to lists: ``{operator: {get_field: dotted path}}``."""


def otp_methods() -> list[str]:  # type: ignore[empty-body]
    """Name ways of a second factor."""


def get_changelog_feed(since: Any) -> list[dict[str, Any]]:  # type: ignore[empty-body]
    """Add news to the change log."""


def require_type_annotated_api_methods() -> bool:  # type: ignore[empty-body]
    """Refuse network functions without types."""


def get_translated_dict() -> dict[str, Any]:  # type: ignore[empty-body]
    """Give further texts of the desk: ``{(kind, name): dotted path}``."""


# -- jobs


def scheduler_events() -> dict[str, Any]:  # type: ignore[empty-body]
    """Name what runs ``all``, ``hourly``, ``daily`` ... ``yearly`` (with ``_long`` too) or by ``cron``."""


def before_job(method: str, kwargs: dict[str, Any], transaction_type: str) -> None:
    """Run before each background job."""


def after_job(method: str, kwargs: dict[str, Any], result: Any) -> None:
    """Run after each background job."""


def default_log_clearing_doctypes() -> dict[str, int]:  # type: ignore[empty-body]
    """Say after how many days rows of a log go."""


def persistent_cache_keys() -> list[str]:  # type: ignore[empty-body]
    """Name keys of the cache that clearing keeps."""


def clear_cache() -> None:
    """Run when the site's cache is cleared."""


# -- install and migrate


def before_install() -> bool | None:
    """Run before the app is installed; False refuses."""


def after_install() -> None:
    """Run after the app's DocTypes and records are there."""


def after_sync() -> None:
    """Run after the app's fixtures are there too."""


def before_uninstall() -> None:
    """Run before the app is taken off."""


def after_uninstall() -> None:
    """Run after the app was taken off."""


def before_app_install(app_name: str) -> None:
    """Run before another app is installed."""


def after_app_install(app_name: str) -> None:
    """Run after another app was installed."""


def before_app_uninstall(app_name: str) -> None:
    """Run before another app is taken off."""


def after_app_uninstall(app_name: str) -> None:
    """Run after another app was taken off."""


def before_migrate() -> None:
    """Run before a migration."""


def after_migrate() -> None:
    """Run after a migration."""


def before_tests() -> None:
    """Run before tests."""


def fixtures() -> list[Any]:  # type: ignore[empty-body]
    """Name what export-fixtures writes: a DocType, or ``{dt, filters, or_filters, prefix}``."""


def fixture_auto_order() -> bool:  # type: ignore[empty-body]
    """Order fixtures by their links instead of their files' names."""


def export_python_type_annotations() -> bool:  # type: ignore[empty-body]
    """Write types of fields into controllers in developer mode."""


def domains() -> dict[str, str]:  # type: ignore[empty-body]
    """Name domains and what they switch on."""


def setup_wizard_requires() -> list[str]:  # type: ignore[empty-body]
    """Name scripts of the set-up wizard."""


def setup_wizard_stages(args: Any) -> list[dict[str, Any]]:  # type: ignore[empty-body]
    """Add stages to the set-up wizard."""


def setup_wizard_complete(args: Any) -> None:
    """Run when the set-up wizard is through."""


def setup_wizard_success(args: Any) -> None:
    """Run when the set-up wizard has succeeded."""


def setup_wizard_exception(error: Any, args: Any) -> None:
    """Run when the set-up wizard has failed."""


def get_site_info(site_info: Any) -> dict[str, Any]:  # type: ignore[empty-body]
    """Add to what is known about the site."""


# -- files


def before_write_file(file_size: int) -> None:
    """Run before a file's content is written."""


def write_file(file: Any) -> dict[str, Any]:  # type: ignore[empty-body]
    """Write a file's content elsewhere than on disk."""


def delete_file_data_content(doc: Any, only_thumbnail: bool) -> None:
    """Remove a file's content from elsewhere."""


# -- desk


def doctype_js() -> dict[str, Any]:  # type: ignore[empty-body]
    """Add scripts to a DocType's form."""


def doctype_list_js() -> dict[str, Any]:  # type: ignore[empty-body]
    """Add scripts to a DocType's list."""


def doctype_tree_js() -> dict[str, Any]:  # type: ignore[empty-body]
    """Add scripts to a DocType's tree."""


def doctype_calendar_js() -> dict[str, Any]:  # type: ignore[empty-body]
    """Add scripts to a DocType's calendar."""


def page_js() -> dict[str, Any]:  # type: ignore[empty-body]
    """Add scripts to a page of the desk."""


def app_include_js() -> list[str]:  # type: ignore[empty-body]
    """Add scripts to the desk."""


def app_include_css() -> list[str]:  # type: ignore[empty-body]
    """Add styles to the desk."""


def app_include_icons() -> list[str]:  # type: ignore[empty-body]
    """Add icons to the desk."""


def override_doctype_dashboards(data: dict[str, Any]) -> dict[str, Any]:  # type: ignore[empty-body]
    """Change a DocType's connections: ``{DocType: dotted path}``, one after the other."""


def notification_config() -> dict[str, Any]:  # type: ignore[empty-body]
    """Give counts for menus: ``{for_doctype, for_module, for_other, targets}``."""


def calendars() -> list[str]:  # type: ignore[empty-body]
    """Name DocTypes with a calendar."""


def treeviews() -> list[str]:  # type: ignore[empty-body]
    """Name DocTypes that open as a tree."""


def leaderboards() -> dict[str, Any]:  # type: ignore[empty-body]
    """Give boards that rank records."""


def dashboards() -> list[Any]:  # type: ignore[empty-body]
    """Name standard dashboards."""


def sounds() -> list[dict[str, Any]]:  # type: ignore[empty-body]
    """Add sounds to the desk."""


def standard_navbar_items() -> list[dict[str, Any]]:  # type: ignore[empty-body]
    """Add entries to the user's menu."""


def standard_help_items() -> list[dict[str, Any]]:  # type: ignore[empty-body]
    """Add entries to the help menu."""


# -- website, print and mail


def jinja() -> dict[str, Any]:  # type: ignore[empty-body]
    """Add functions and filters to templates: ``{methods, filters}``."""


def jenv() -> dict[str, Any]:  # type: ignore[empty-body]
    """Add functions and filters to templates (old form)."""


def web_include_js() -> Any:
    """Add scripts to the website."""


def web_include_css() -> Any:
    """Add styles to the website."""


def web_include_icons() -> Any:
    """Add icons to the website."""


def webform_include_js() -> Any:
    """Add scripts to a web form."""


def webform_include_css() -> Any:
    """Add styles to a web form."""


def website_theme_scss() -> Any:
    """Name the sources of website themes."""


def base_template() -> Any:
    """Name the template of all pages."""


def base_template_map() -> Any:
    """Name templates of pages by their route."""


def website_route_rules() -> Any:
    """Map routes to pages or DocTypes: ``[{from_route, to_route}]``."""


def website_redirects() -> Any:
    """Send routes elsewhere: ``[{source, target}]``."""


def website_path_resolver() -> Any:
    """Find the page of a route."""


def page_renderer() -> Any:
    """Draw a page: classes with ``can_render`` and ``render``."""


def website_generators() -> Any:
    """Name DocTypes whose records are pages."""


def update_website_context() -> Any:
    """Change what templates of pages know."""


def website_context() -> Any:
    """Add fixed values to what templates of pages know."""


def get_website_user_home_page() -> Any:
    """Find a portal user's first page."""


def website_user_home_page() -> Any:
    """Name a portal user's first page."""


def role_home_page() -> Any:
    """Name the first page of a role."""


def home_page() -> Any:
    """Name the site's first page."""


def website_clear_cache() -> Any:
    """Run when kept pages are dropped."""


def look_for_sidebar_json() -> Any:
    """Read the side bar of pages from files."""


def portal_menu_items() -> Any:
    """Add entries to the portal's menu."""


def standard_portal_menu_items() -> Any:
    """Name the standard entries of the portal's menu."""


def webform_list_context() -> Any:
    """Change the list of a web form."""


def get_web_pages_with_dynamic_routes() -> Any:
    """Name pages with patterns as routes."""


def default_mail_footer() -> Any:
    """Give the footer of mails."""


def email_css() -> Any:
    """Name styles of mails."""


def make_email_body_message() -> Any:
    """Change the body of a mail."""


def email_append_to() -> Any:
    """Name DocTypes that mails can be appended to."""


def welcome_email() -> Any:
    """Give the subject of welcome mails."""


def signup_form_template() -> Any:
    """Name the template of the sign-up form."""


def pdf_header_html() -> Any:
    """Draw the header of a PDF."""


def pdf_body_html() -> Any:
    """Draw the body of a PDF."""


def pdf_footer_html() -> Any:
    """Draw the footer of a PDF."""


def get_print_format_template() -> Any:
    """Give the template of a print format."""


def known_hooks() -> dict[str, FunctionType]:
    """Return every hook by its name."""
    return {
        name: value
        for name, value in globals().items()
        if isinstance(value, FunctionType) and name != "known_hooks" and value.__module__ == __name__
    }
