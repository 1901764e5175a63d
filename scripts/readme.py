"""Put the real answer to the README's first question into the README."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
PLANBOT = Path(sys.executable).with_name("planbot")
SHOWN = re.compile(r"(?<=```text\n).*?(?=```)", re.DOTALL)


def main() -> None:
    """Run the first two commands of the README in a scratch home; keep what the second prints."""
    text = README.read_text(encoding="utf-8")
    question = re.findall(r'planbot ask "(.*?)"', text)[0]
    with tempfile.TemporaryDirectory(prefix="planbot-readme-") as home:
        _planbot(home, "ingest", "samples")
        answer = _planbot(home, "ask", question)
    README.write_text(SHOWN.sub(lambda _: answer, text, count=1), encoding="utf-8")


def _planbot(home: str, *arguments: str) -> str:
    command = [PLANBOT, "--home", home, *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout


if __name__ == "__main__":
    main()
