"""What the OpenAPI document says of the API as a whole."""

from typing import Any

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Duban API",
    "DESCRIPTION": "Plans, tasks, assignments, agencies and progress reports of a coordination office.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
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
        "NoticeKind": "tasks.enums.NoticeKind",
        "ReportState": "tasks.enums.ReportState",
        "Status": "tasks.enums.Status",
        "TaskMode": "tasks.enums.TaskMode",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}
