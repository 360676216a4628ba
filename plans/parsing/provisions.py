"""Running text as provisions: one sentence, up to its 。, is one provision."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from plans.parsing.document import ParsedProvision
from plans.parsing.outline import Block
from plans.parsing.passages import Erratum, read_passage
from plans.parsing.source import Source

_SENTENCE = re.compile("[^。]*。")


def read_provisions(source: Source, block: Block, errata: Sequence[Erratum]) -> Iterator[ParsedProvision]:
    """The sentences of a running text; raises `DocumentError` if the last one is cut short."""
    passage = read_passage(source, block.span, errata)
    if not passage.text.endswith("。"):
        label = ".".join(map(str, block.path))
        raise source.error("provision_unfinished", block.span.end - 1, label=label)
    for position, match in enumerate(_SENTENCE.finditer(passage.text), start=1):
        yield ParsedProvision(block.path, position, match[0], passage.span(*match.span()))
