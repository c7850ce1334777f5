"""Every error class and its HTTP status; nothing else (contract 7.4).

An error carries its parts (``doctype``, ``fieldname``, ``row``, ...) as attributes, so that nobody parses its text.
"""

from __future__ import annotations

import builtins
from typing import Any


class _Parts:
    """Keyword arguments become attributes; the text stays what it is."""

    http_status_code = 500

    def __init__(self, *args: Any, **parts: Any) -> None:
        super().__init__(*args)
        self.parts = {key: value for key, value in parts.items() if value is not None}
        for key, value in self.parts.items():
            if key != "args":
                setattr(self, key, value)


def words_of(error: Exception) -> str:
    """Return what a person reads of an error: its part ``shown`` where its text is for programs, else its text."""
    return str(getattr(error, "shown", None) or error)


class ValidationError(_Parts, Exception):
    """What was asked breaks a rule; the parent of most errors."""

    http_status_code = 417


class AuthenticationError(_Parts, Exception):
    """The caller could not be identified."""

    http_status_code = 401


class SessionExpired(_Parts, Exception):
    """The session is over; sign in again."""

    http_status_code = 401


class PermissionError(_Parts, Exception):
    """The caller is known and may not do this."""

    http_status_code = 403


class DoesNotExistError(ValidationError):
    """The document does not exist."""

    http_status_code = 404


class PageDoesNotExistError(ValidationError):
    """The page does not exist."""

    http_status_code = 404


class NameError(_Parts, Exception):
    """The name is not possible or taken."""

    http_status_code = 409


class CSRFTokenError(_Parts, Exception):
    """A state change came without the session's token."""

    http_status_code = 400


class InvalidAuthorizationHeader(CSRFTokenError):
    """The Authorization header cannot be read."""

    http_status_code = 400


class InvalidAuthorizationPrefix(CSRFTokenError):
    """The Authorization header names an unknown scheme."""

    http_status_code = 400


class InvalidAuthorizationToken(CSRFTokenError):
    """The Authorization header's token is not valid."""

    http_status_code = 400


class UnsupportedMediaType(_Parts, Exception):
    """The body's type is not accepted."""

    http_status_code = 415


class Redirect(_Parts, Exception):
    """The answer is elsewhere."""

    http_status_code = 404


class DatabaseModificationError(_Parts, Exception):
    """A read-only request tried to write."""

    http_status_code = 500


class SessionStopped(_Parts, Exception):
    """The site is in maintenance."""

    http_status_code = 503


class InReadOnlyMode(ValidationError):
    """The site takes no writes now."""

    http_status_code = 503


class TooManyRequestsError(_Parts, Exception):
    """Too many requests in the time window."""

    http_status_code = 429


class RateLimitExceededError(ValidationError):
    """This function was called too often."""

    http_status_code = 429


class TooManyWritesError(_Parts, Exception):
    """One transaction wrote too many rows."""

    http_status_code = 429


class OutgoingEmailError(_Parts, Exception):
    """Mail could not be sent."""

    http_status_code = 501


class NotAvailableYetError(ValidationError):
    """The endpoint is part of the contract and not built yet."""

    http_status_code = 501


class InvalidKeyError(ValidationError):
    """A signed key is not valid."""

    http_status_code = 401


class LinkExpired(ValidationError):
    """The link was valid once."""

    http_status_code = 410


class FrappeTypeError(_Parts, builtins.TypeError):
    """An argument has the wrong type."""

    http_status_code = 417


class MandatoryError(ValidationError):
    """A mandatory field is empty."""

    http_status_code = 417


class DataError(ValidationError):
    """A query or value cannot be accepted."""

    http_status_code = 417


class NamingError(ValidationError):
    """No name could be made."""

    http_status_code = 417


class NamingSeriesNotSetError(ValidationError):
    """The naming series is missing."""

    http_status_code = 417


class LinkValidationError(ValidationError):
    """A link points at nothing."""

    http_status_code = 417


class CancelledLinkError(LinkValidationError):
    """A link points at a cancelled document."""

    http_status_code = 417


class DocstatusTransitionError(ValidationError):
    """The change of docstatus is not possible."""

    http_status_code = 417


class TimestampMismatchError(ValidationError):
    """Someone saved the document meanwhile."""

    http_status_code = 417


class EmptyTableError(ValidationError):
    """The table has no rows."""

    http_status_code = 417


class LinkExistsError(ValidationError):
    """Other documents link to this one."""

    http_status_code = 417


class InvalidEmailAddressError(ValidationError):
    """The e-mail address is not valid."""

    http_status_code = 417


class InvalidNameError(ValidationError):
    """The person's name is not valid."""

    http_status_code = 417


class InvalidPhoneNumberError(ValidationError):
    """The phone number is not valid."""

    http_status_code = 417


class TemplateNotFoundError(ValidationError):
    """The template does not exist."""

    http_status_code = 417


class UniqueValidationError(ValidationError):
    """Another document has this value."""

    http_status_code = 417


class AppNotInstalledError(ValidationError):
    """The app is not installed."""

    http_status_code = 417


class IncorrectSitePath(_Parts, Exception):
    """The site does not exist."""

    http_status_code = 417


class InvalidStatusError(ValidationError):
    """The status is not possible."""

    http_status_code = 417


class DuplicateEntryError(NameError):
    """A document of that name exists."""

    http_status_code = 409


class CannotChangeConstantError(ValidationError):
    """A value that is set once was changed."""

    http_status_code = 417


class UpdateAfterSubmitError(ValidationError):
    """A submitted document's field was changed."""

    http_status_code = 417


class CharacterLengthExceededError(ValidationError):
    """The text is too long or the number too large."""

    http_status_code = 417


class NonNegativeError(ValidationError):
    """The number is negative."""

    http_status_code = 417


class AttachmentLimitReached(ValidationError):
    """The document has its maximum of attachments."""

    http_status_code = 417


class MaxFileSizeReachedError(ValidationError):
    """The file is too large."""

    http_status_code = 417


class FileTypeNotAllowed(ValidationError):
    """Files of this type are not accepted."""

    http_status_code = 417


class InvalidFileError(ValidationError):
    """The file's content does not fit its name."""

    http_status_code = 417


class IncompatibleApp(ValidationError):
    """The app does not fit this version."""

    http_status_code = 417


class ImplicitCommitError(ValidationError):
    """A change of schema would commit unsaved writes."""

    http_status_code = 417


class SchemaProblem(ValidationError):
    """A change of schema would lose data."""

    http_status_code = 417


class DocumentLockedError(ValidationError):
    """Another action holds the document."""

    http_status_code = 417


class DocumentAlreadyRestored(ValidationError):
    """The deleted document was restored before."""

    http_status_code = 417


class CircularLinkingError(ValidationError):
    """The links form a circle."""

    http_status_code = 417


class SecurityException(_Parts, Exception):
    """The account is locked for a while."""

    http_status_code = 417


class InvalidColumnName(ValidationError):
    """A column name is not possible."""

    http_status_code = 417


class InvalidDates(ValidationError):
    """The dates do not fit."""

    http_status_code = 417


class ExpressionError(ValidationError):
    """A condition or expression cannot be evaluated."""

    http_status_code = 417


class WorkflowStateError(ValidationError):
    """The workflow state is not possible."""

    http_status_code = 417


class WorkflowPermissionError(ValidationError):
    """The acting user may not make this transition."""

    http_status_code = 403


class WorkflowTransitionError(ValidationError):
    """The transition does not exist from this state."""

    http_status_code = 417


class NestedSetRecursionError(ValidationError):
    """A node would be its own ancestor."""

    http_status_code = 417


class NestedSetMultipleRootsError(ValidationError):
    """A tree has one root."""

    http_status_code = 417


class NestedSetChildExistsError(ValidationError):
    """The node has children."""

    http_status_code = 417


class NestedSetInvalidMergeError(ValidationError):
    """Only groups merge with groups, leaves with leaves."""

    http_status_code = 417


class DataTooLongException(ValidationError):
    """The value does not fit its column."""

    http_status_code = 417


class FileAlreadyAttachedException(_Parts, Exception):
    """The file is attached already."""

    http_status_code = 417


class IncorrectInformationError(ValidationError):
    """The information is not right."""

    http_status_code = 417


class RetryBackgroundJobError(_Parts, Exception):
    """The job asks to be run again."""

    http_status_code = 417


class QueryTimeoutError(_Parts, Exception):
    """A statement took too long."""

    http_status_code = 508


class QueryDeadlockError(_Parts, Exception):
    """Two transactions blocked each other; try again."""

    http_status_code = 508


class TableMissingError(_Parts, Exception):
    """The table does not exist."""

    http_status_code = 500


class ColumnMissingError(_Parts, Exception):
    """The column does not exist."""

    http_status_code = 500


class SiteNotSpecifiedError(_Parts, Exception):
    """The command names no site and the bench has no default site."""

    http_status_code = 500


class ImproperDBConfigurationError(_Parts, Exception):
    """The database server is not set up as the framework needs."""

    http_status_code = 500


class InvalidDatabaseFile(ValidationError):
    """The file is no database or backup."""

    http_status_code = 417


class ExecutableNotFound(ValidationError):
    """A program that the task needs is not installed."""

    http_status_code = 417


class CommandFailedError(_Parts, Exception):
    """A program ended with an error."""

    http_status_code = 500


class SessionBootFailed(ValidationError):
    """The desk's start values could not be built."""

    http_status_code = 500


class RequestToken(_Parts, Exception):
    """The request carries no usable token."""

    http_status_code = 403


class UrlSchemeNotSupported(ValidationError):
    """The address has a scheme that is not accepted."""

    http_status_code = 417


class UnknownDomainError(_Parts, Exception):
    """The domain is not known."""

    http_status_code = 417


class MappingMismatchError(ValidationError):
    """Two documents cannot be mapped onto each other."""

    http_status_code = 417


class InvalidSignatureError(ValidationError):
    """A signed request's signature is not valid."""

    http_status_code = 417


class InvalidRoundingMethod(_Parts, Exception):
    """The rounding method is not known."""

    http_status_code = 417


class InvalidRemoteException(ValidationError):
    """Another site answered with an error."""

    http_status_code = 417


class PrintFormatError(ValidationError):
    """The print format cannot be rendered."""

    http_status_code = 417


class ServerScriptNotEnabled(PermissionError):
    """Server scripts are switched off on this bench."""

    http_status_code = 403


class UnsupportedExpression(ExpressionError):
    """An ``eval:`` expression uses what the small language does not have."""

    http_status_code = 417


class InvalidDateError(ValidationError, builtins.ValueError):
    """The text is no date or time."""

    http_status_code = 417


DuplicateDocumentError = DuplicateEntryError
