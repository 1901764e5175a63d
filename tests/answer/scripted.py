"""Open homes for the tests of the language-model path: a plan of this project's own, a server on loopback that says what it is told."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

from pydantic import SecretStr
from tests.chat_server import ChatServer, serving

from planbot.assistant import Assistant
from planbot.settings import Settings
from planbot.types import Answer

PLAN = """石桥县水利局2031年工作计划

一、河道治理
全年清淤河道120公里以上，投入资金600万元。河道保洁率达到95%以上，由县水利局负责。
对沿河农户不得收取清淤费用。

二、农村供水
新建供水站18座，农村自来水普及率提高到92%。供水站由县供水总公司管理。6月底前完成全部管网检修。

三、宣传教育
举办节水讲座40场，发放宣传册3万份。
"""


@contextmanager
def opened(folder: Path, server: ChatServer, text: str = PLAN, **settings: object) -> Iterator[Assistant]:
    """A home with one plan in it and ``server`` as its language model."""
    plan = folder / "石桥县水利局2031年工作计划.txt"
    plan.write_text(text, encoding="utf-8")
    given = {
        "openai_base_url": server.url,
        "openai_api_key": SecretStr("k"),
        "chat_model": "scripted",
        "request_timeout_s": 30.0,
        **settings,
    }
    with Assistant.open(Settings(home=folder / "home", **given)) as assistant:  # type: ignore[arg-type]
        assistant.ingest([plan], jobs=1)
        yield assistant


def told(assistant: Assistant, question: str) -> tuple[Answer, ...]:
    """All snapshots; each must extend the one before it."""
    snapshots = tuple(assistant.ask(question))
    for before, after in pairwise(snapshots):
        assert after.answer.startswith(before.answer)
    return snapshots


def number_of(server: ChatServer, words: str) -> int:
    """The number that the extract with ``words`` has in the last prompt."""
    found = re.search(rf"\[(\d+)\][^\n]*{re.escape(words)}", server.prompts[-1])
    assert found
    return int(found[1])


__all__ = ["PLAN", "number_of", "opened", "serving", "told"]
