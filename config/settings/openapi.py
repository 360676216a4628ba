"""What the OpenAPI document says of the API as a whole."""

from typing import Any

DESCRIPTION = """Plans, tasks, assignments, agencies and progress reports of a coordination office.

**What was seen.** Every answer to GET has a strong `ETag`, but for lists that are streamed as files. Sent in
`If-None-Match` it gives 304 where the answer would be the same again. Whatever changes what is there
already (PUT, PATCH, DELETE, and POST to a thing or to what stands under it, such as
`progress-reports/{id}/submit/`) needs it in `If-Match`: the tag that GET gave at the same address or,
where that has no GET, at the nearest one above it, in whatever language it was read. Without it the answer
is 428; where the thing has changed since it is 412, with `current` and its tag, and nothing is done. `*`
changes it whatever it is now. A POST that only adds something new needs none, nor do addresses that name
several things in the body: `due-dates/`, or `confirmations/` and `progress-reports/bulk/`, which ask for
their versions there. A tag is of what the caller may see, on that day.

**Incremental pulls.** A list with `updated_since` gives the rows that were written at that moment or
later, and its first page names in `Next-Updated-Since` the moment to send the next time. The moment lies
before everything that was being written meanwhile: follow `next` to the end, store rows by their key,
and none is ever missed; some come twice. A first pull asks since any moment before all rows, such as
`2000-01-01T00:00:00Z`.

What counts as written is anything that the list shows of the row and that somebody recorded. Of a task:
its official text, who has which part in it, reports submitted and decisions about them, its dates,
milestones and adjusted wordings, the rounds that ask about it, a light set by hand. What follows from
the day alone does not count: a `light` that changes at midnight, and with it `computed_light` and
`points_behind`; nor does what belongs to rows of their own: a plan's tracking, the thresholds, the name
of an agency or a person. A progress report counts as written also when the parts in its task change,
since these say who sees it; whoever changes agency or role begins anew.

Lists without `updated_since`, such as those of plans and agencies, are short: ask for them with
`If-None-Match`, and 304 says that nothing changed.

**Wait and ask again.** 429 and 503 say in `Retry-After` after how many seconds. 503: too many ask at once, or
the database does not answer; where the site runs on SQLite, also that a write has waited 20 seconds for those
before it. Whatever is sent again under its `Idempotency-Key` is done once.

**What never arrives.** An address of more than 8,000 bytes, parameters and cursor included, or a header as
long is refused by the server before it is read: 400 or 431, in HTML. Every other refusal is a problem.

**What is gone.** Tasks, rounds, reminders, requests, audit entries and reports that were confirmed or
accepted stay. A draft may be discarded, and what was submitted may be taken back: ask now and then for
all that is not settled (`?state=draft&state=pending_approval&state=submitted&state=returned&fields=id`)
and drop what you hold in one of these states that is not there any more. A draft's notices go with it.
An assignment that ended stays, with `in_force_until`; only loading a corrected document again takes away
tasks or assignments, which `?plan=...` then no longer gives.
"""

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Duban API",
    "DESCRIPTION": DESCRIPTION,
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    # What is sent has bounds that what is answered does not have.
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.api_links.linked",
        "agencies.api.schema.sparse_rows",
    ],
    "SERVE_INCLUDE_SCHEMA": False,
    # The document says what anyone can read in the code and nothing of what is kept: it is open, so that
    # programs that write clients need no token.
    "SERVE_AUTHENTICATION": [],
    "ENUM_NAME_OVERRIDES": {
        "AgencyKind": "agencies.enums.AgencyKind",
        "AssignmentBasis": "tasks.enums.AssignmentBasis",
        "AssignmentRole": "tasks.enums.AssignmentRole",
        "DerivedStatus": "tasks.enums.DerivedStatus",
        "EvidenceGrade": "tasks.enums.EvidenceGrade",
        "EvidenceKind": "tasks.enums.EvidenceKind",
        "LightColour": "tasks.enums.LightColour",
        "LinkDecision": "tasks.enums.LinkDecision",
        "NoticeKind": "tasks.enums.NoticeKind",
        "ReportState": "tasks.enums.ReportState",
        "Status": "tasks.enums.Status",
        "TaskMode": "tasks.enums.TaskMode",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}
