"""Which bodies the ledger names."""

from planbot.ledger.extract import extract
from planbot.ledger.register import bodies_found
from planbot.types import Part, ReadText

TEXT = "由县财政局牵头，审计局配合，完成资产清查30家。县财政局要落实生均经费。钱袋子要公开预算。入园率达到92%以上。"
PART = Part(part=None, start=0, end=len(TEXT), kind="plan", year=2026, issuer="云溪县教育局", region="云溪县")
ROWS = extract("d", "d.txt", ReadText(text=TEXT, format="txt"), parts=(PART,), aliases={"钱袋子": "县财政局"})


def test_each_body_stands_once_with_its_roles_and_kinds() -> None:
    found = {body.name: body for body in bodies_found(ROWS)}
    finance, audit, issuer = found["县级财政部门"], found["审计部门"], found["县级教育部门"]
    assert (finance.kinds[0], finance.names, finance.documents) == ("财政部门", ("县财政局",), 1)
    assert finance.rows == finance.lead + finance.bound > 1
    assert (audit.lead, audit.support) == (0, audit.rows)
    assert (issuer.names, issuer.issuer) == (("云溪县教育局",), issuer.rows)


def test_a_name_that_staff_use_is_counted_with_its_body() -> None:
    names = {body.name: body.names for body in bodies_found(ROWS, {"钱袋子": "县财政局"})}
    assert set(names["县级财政部门"]) == {"县财政局", "钱袋子"}
    assert "钱袋子" not in names
