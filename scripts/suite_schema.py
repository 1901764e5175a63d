"""Write docs/schemas/eval-suite.schema.json: what a file of cases may hold, from the types that read it."""

import json
import sys
from pathlib import Path

from planbot.evals.cases import Suite

PAGE = Path(__file__).parent.parent / "docs" / "schemas" / "eval-suite.schema.json"


def render() -> str:
    """The whole file. A line of a JSONL file is one ``Case`` of it."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **Suite.model_json_schema()}
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
    sys.stderr.write(f"{PAGE.name} written\n")
