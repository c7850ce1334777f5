"""The framework's own tables, which have no DocType. Moments in them are UTC as ISO text, so that text order is time
order on every dialect."""

from __future__ import annotations

from frappe.database.tables import Column, Index, Table

KEY = Column("name", "varchar", primary=True)


def internal_tables() -> list[Table]:
    """Return the tables without a DocType (contract 2.5, and those of the journal, the job queue and the caches)."""
    return [
        Table("tabSingles", (*_words("doctype", "field"), *_texts("value")), (Index(("doctype", "field")),)),
        Table("tabSeries", (KEY, Column("current", "bigint"))),
        Table(
            "tabSessions",
            (*_words("user", "sid"), *_texts("sessiondata"), *_words("ipaddress", "lastupdate", "status")),
            (Index(("sid",)), Index(("user",))),
        ),
        Table(
            "__Auth",
            (*_words("doctype", "name", "fieldname"), *_texts("password"), Column("encrypted", "check")),
            (Index(("doctype", "name", "fieldname"), unique=True),),
        ),
        Table(
            "__UserSettings",
            (*_words("user", "doctype"), *_texts("data")),
            (Index(("user", "doctype"), unique=True),),
        ),
        Table("__cache_version", (KEY, Column("version", "bigint"))),
        Table("__lease", (KEY, *_words("owner", "expires_at"))),
        Table("__login_failure", (KEY, Column("count", "int"), *_words("until")), (Index(("until",)),)),
        Table(
            "__journal",
            (
                Column("sequence", "serial", primary=True),
                *_words("operation", "kind", "user", "parent", "route", "doctype", "name", "action"),
                *_texts("old", "new"),
                *_words("recorded_at"),
            ),
            (Index(("operation",)), Index(("parent",)), Index(("doctype", "name"))),
        ),
        _job_queue(),
    ]


def _job_queue() -> Table:
    """The queue of the embedded job engine.

    ``dedup_key`` is unique while a job waits or runs: who finishes a job sets it to NULL. ``job_id`` is the name an
    app gave the job, ``operation`` the one that queued it. A lower ``priority`` comes first.
    """
    return Table(
        "__job",
        (
            Column("id", "varchar", primary=True),
            *_words("queue", "method"),
            *_texts("arguments"),
            *_words("status"),
            Column("priority", "int"),
            Column("attempts", "int"),
            *_words("lease_until", "worker", "dedup_key", "enqueued_at", "started_at", "finished_at"),
            *_texts("error", "result", "progress"),
            Column("timeout_s", "int"),
            *_words("user", "run_after", "job_id", "job_name", "operation"),
        ),
        (
            Index(("dedup_key",), unique=True),
            Index(("job_id",)),
            Index(("status", "queue", "priority", "enqueued_at")),
            Index(("finished_at",)),
        ),
    )


def _words(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, "varchar") for name in names)


def _texts(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, "longtext") for name in names)
