"""Links of the OpenAPI document: what may be asked after an answer, with what stands in it.

They follow from the document itself. From a row, wherever it is given, lead links to all that can be asked
of it; from a list to its first row; from a row to those that it names, and to the lists of what names it.
What changes a row takes the tag that its answer carries.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]

NAMED = {
    "agency": "/api/v1/agencies/{id}/",
    "document": "/api/v1/documents/{file_name}/",
    "plan": "/api/v1/plans/{code}/",
    "report": "/api/v1/progress-reports/{id}/",
    "round": "/api/v1/rounds/{id}/",
    "section": "/api/v1/sections/{id}/",
    "task": "/api/v1/tasks/{reference}/",
}
"""Under which name rows and parameters of lists name another row: by its key, or as an object that has it."""

LISTED = {"results", "chases"}
"""Under which name an answer has the rows that it is about."""

TAG = "header.If-Match"
CONTENT = "application/json"


@dataclass(frozen=True)
class Operation:
    """A method at an address."""

    address: str
    method: str
    said: Json

    @property
    def name(self) -> str:
        """Its `operationId`, by which its links are named too."""
        return str(self.said["operationId"])

    @property
    def parameters(self) -> set[str]:
        """Its parameters, each as `path.id`."""
        return {f"{one['in']}.{one['name']}" for one in self.said.get("parameters", ())}


@dataclass(frozen=True)
class Rows:
    """Where in an answer a row of the schema `schema` stands: at the JSON pointer `pointer`."""

    schema: str
    pointer: str

    def at(self, name: str) -> str:
        """The expression for what is there under a name."""
        return f"$response.body#{self.pointer}/{name}"


Link = tuple[Operation, dict[str, str]]
"""What may be asked, and where the values of its parameters come from."""


class Api:
    """The document, asked for what leads where."""

    def __init__(self, document: Json) -> None:
        self.schemas: Json = document["components"]["schemas"]
        self.operations = [
            Operation(address, method, said)
            for address, methods in document["paths"].items()
            for method, said in methods.items()
        ]
        self.read = {one.address: one for one in self.operations if one.method == "get"}
        self.rows = {address: self.given(one, "200") for address, one in self.read.items()}
        self.address_of = {rows.schema: address for address, rows in self._keyed()}

    def _keyed(self) -> Iterator[tuple[str, Rows]]:
        """Of every row that has an address its schemas: in a list, and alone."""
        for address, rows in self.rows.items():
            above, _, key = address.rstrip("/").rpartition("/")
            if key.startswith("{") and rows:
                listed = self.rows.get(f"{above}/")
                yield from ((address, one) for one in (listed, rows) if one)

    def given(self, operation: Operation, status: str) -> Rows | None:
        """The row that an answer is, or the first one of those that it has."""
        content = operation.said["responses"][status].get("content", {})
        if CONTENT not in content:
            return None
        schema, pointer = content[CONTENT]["schema"], ""
        for name, said in self._properties(schema).items():
            if name in LISTED:
                schema, pointer = said, f"/{name}"
        if "items" in schema:
            schema, pointer = schema["items"], f"{pointer}/0"
        name = _name_of(schema)
        return Rows(name, pointer) if name else None

    def links(self, operation: Operation, status: str) -> Iterator[Link]:
        """What may be asked after that answer, each with the values of its parameters."""
        if operation.method == "get":
            yield from self._at(operation)
        rows = self.given(operation, status)
        if rows is None:
            return
        address = self.address_of.get(rows.schema)
        if address and rows.pointer:
            yield self.read[address], {f"path.{_key(address)}": rows.at(_key(address))}
        elif address:
            if operation.method != "get":
                yield from self._of(address, rows)
            yield from self._naming(address, rows)
        yield from self._named_by(rows)

    def _at(self, read: Operation) -> Iterator[Link]:
        """What else can be asked at the address that was read, and below it."""
        for other in self._about(read):
            said = {name: f"$request.{name}" for name in sorted(_keys(other))} | self._tag(other)
            if other is not read and said:
                yield other, said

    def _of(self, address: str, rows: Rows) -> Iterator[Link]:
        """What can be asked of a row that was made or changed, and is given as it is now."""
        read = self.read[address]
        for other in self._about(read):
            as_read = rows == self.rows[address]
            tag = self._tag(other) if as_read else {}
            yield other, {f"path.{_key(address)}": rows.at(_key(address))} | tag

    def _about(self, read: Operation) -> Iterator[Operation]:
        """What is about the same row: of what compares a tag only that which compares the one of `read`."""
        for other in self.operations:
            below = other.address.startswith(read.address) and _keys(other) == _keys(read)
            if below and (TAG not in other.parameters or self._nearest(other.address) == read.address):
                yield other

    @staticmethod
    def _tag(other: Operation) -> dict[str, str]:
        return {TAG: "$response.header.ETag"} if TAG in other.parameters else {}

    def _nearest(self, address: str) -> str:
        """`address` or the nearest one above it that can be read."""
        while address not in self.read:
            address = f"{address.rstrip('/').rpartition('/')[0]}/"
        return address

    def _naming(self, address: str, rows: Rows) -> Iterator[Link]:
        """The lists of what names a row."""
        for name in (name for name, named in NAMED.items() if named == address):
            for other in self.read.values():
                if f"query.{name}" in other.parameters and not _keys(other):
                    yield other, {f"query.{name}": rows.at(_key(address))}

    def _named_by(self, rows: Rows) -> Iterator[Link]:
        """The rows that a row always names."""
        properties = self.schemas[rows.schema].get("properties", {})
        for name, address in NAMED.items():
            said, key = properties.get(name, {}), _key(address)
            if said.get("type") in ("string", "integer"):
                yield self.read[address], {f"path.{key}": rows.at(name)}
            elif key in self._properties(said):
                yield self.read[address], {f"path.{key}": rows.at(f"{name}/{key}")}

    def _properties(self, schema: Json) -> Json:
        name = _name_of(schema)
        found: Json = self.schemas[name].get("properties", {}) if name else {}
        return found


def _name_of(schema: Json) -> str:
    """The name of the schema that is referred to, empty where it is none that has one."""
    of_all = schema.get("allOf", [schema])
    return str(of_all[0].get("$ref", "")).rpartition("/")[2]


def _key(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2].strip("{}")


def _keys(operation: Operation) -> set[str]:
    return {name for name in operation.parameters if name.startswith("path.")}


def linked(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Writes the links into the document; it comes before what takes the names from schemas of rows."""
    api = Api(result)
    for operation in api.operations:
        for status, answer in operation.said["responses"].items():
            links: dict[str, Any] = {}
            for other, parameters in api.links(operation, status) if status.startswith("2") else ():
                links.setdefault(other.name, {"operationId": other.name, "parameters": parameters})
            if links:
                answer["links"] = links
    return result
