"""What a file is, by its content and never by what its sender says of it. Pure: bytes in, a kind out."""

from tasks.file_kinds.kinds import EXTENSIONS, KINDS, FileKind, kind_of

__all__ = ["EXTENSIONS", "KINDS", "FileKind", "kind_of"]
