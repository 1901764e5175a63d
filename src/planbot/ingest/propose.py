"""The optional pass of a language model over documents that are in: it proposes rows, the text decides."""

from collections.abc import Callable, Iterable

from planbot.errors import PlanbotError
from planbot.ledger.proposals import propose
from planbot.models.chat import ChatModel
from planbot.store.library import Library
from planbot.types import Progress, ProposalReport


def propose_rows(
    documents: Iterable[str],
    library: Library,
    chat: ChatModel,
    progress: Callable[[Progress], None] | None = None,
) -> ProposalReport:
    """Adds the rows that only the model found, document by document. What it has read before it does not read again.

    When the model fails the pass ends there; what was added stays, and the documents are as they were read by rule.
    """
    done = library.proposals.read()
    waiting = [document for document in dict.fromkeys(documents) if document not in done]
    rows = 0
    for number, identity in enumerate(waiting):
        stored = library.stored(identity)
        if progress:
            progress(Progress(done=number, total=len(waiting), unit="documents", label=stored.document.file))
        try:
            found = propose(stored, chat.stream)
        except PlanbotError as error:
            return ProposalReport(documents=number, rows=rows, message=str(error))
        rows += len(found) if library.proposals.add(stored.document, chat.name, found) else 0
    return ProposalReport(documents=len(waiting), rows=rows)
