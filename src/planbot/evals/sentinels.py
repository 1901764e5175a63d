"""Two systems that know nothing, scored beside the real one: a metric that either of them does well in can be gamed (pure)."""

from planbot.evals.cases import Case
from planbot.evals.record import Record
from planbot.types import Answer, Citation, Passage


def copy_top_passage(case: Case, record: Record) -> Record:
    """Answers everything with the first passage read, cited: ALCE's shortcut, near-perfect in citation metrics."""
    if not record.passages or not case.turns:
        return _refused(case, record)
    top = record.passages[0]
    lines = [f"{line} [1]" for line in top.text.splitlines() if line.strip()]
    answer = Answer(
        question=case.turns[-1],
        standalone_question=case.turns[-1],
        answer="\n".join(lines),
        answered=True,
        citations=(_citation(top),),
        done=True,
    )
    return _with(record, answer, sources=(top.text,))


def always_refuse(case: Case, record: Record) -> Record:
    """Refuses everything, in no words."""
    return _refused(case, record)


def _refused(case: Case, record: Record) -> Record:
    question = case.turns[-1] if case.turns else ""
    empty = Answer(question=question, standalone_question=question, answer="", answered=False, done=True)
    return _with(record, empty, sources=())


def _with(record: Record, answer: Answer, sources: tuple[str, ...]) -> Record:
    return record.model_copy(update={"answers": (answer,), "sources": sources, "rows": ()})


def _citation(passage: Passage) -> Citation:
    return Citation(
        marker=1,
        document=passage.document,
        file=passage.file,
        title=passage.context.split("\n")[0],
        part=passage.part,
        section=passage.section,
        quote=passage.text,
        start=passage.start,
        end=passage.end,
        page=None,
    )


SENTINELS = {"copy-top-passage": copy_top_passage, "always-refuse": always_refuse}
