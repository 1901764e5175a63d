"""The conformity check: what in a Word file departs from GB/T 9704-2012."""

from planbot.draft.conformity.number_rules import number_findings
from planbot.draft.conformity.page_rules import page_findings
from planbot.draft.conformity.reading import open_document
from planbot.draft.conformity.report import ConformityReport, Language, told
from planbot.draft.conformity.roles import roles
from planbot.draft.conformity.type_rules import one_of_each, type_findings
from planbot.draft.conformity.wording_rules import wording_findings


def check(data: bytes, file: str, language: Language = "en") -> ConformityReport:
    """Look at the bytes of a .docx; ``file`` is its name, for the report and for messages; ``language`` is that of the findings.

    Raises RefusedDocument where it is broken, encrypted, made to fill a disk or no .docx at all.
    """
    document = open_document(data, file)
    items = roles(document.paragraphs)
    of_text = (*type_findings(document, items), *number_findings(items), *wording_findings(items))
    in_order = sorted(one_of_each(of_text), key=lambda found: found.paragraph or 0)
    findings = tuple(told(found, language) for found in (*page_findings(document), *in_order))
    return ConformityReport(file=file, paragraphs=len(items), findings=findings)
