"""A suite as the YAML text that ``load.parse_yaml`` reads (pure)."""

import yaml

from planbot.evals.cases import Suite


def as_yaml(suite: Suite) -> str:
    """What differs from the defaults only; the names of files are written out."""
    cases = [{"id": case.id} | case.model_dump(mode="json", exclude_defaults=True) for case in suite.cases]
    shown = {"name": suite.name} | ({"description": suite.description} if suite.description else {}) | {"cases": cases}
    return yaml.safe_dump(shown, allow_unicode=True, sort_keys=False, width=1000)
