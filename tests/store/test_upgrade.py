"""A home that the first version made opens in every later one.

``tests/data/home-0.1.0.zip`` holds its truth: one plan, one corrected row. The derived indexes are made anew, as after a restore.
"""

import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

from planbot.assistant import Assistant
from planbot.ledger.query import Wanted
from planbot.settings import Settings
from planbot.store.database import migrations
from planbot.types import Filters

OLD = Path(__file__).parent.parent / "data" / "home-0.1.0.zip"


def test_a_home_of_the_first_version_opens_answers_and_keeps_what_people_corrected(home: Path) -> None:
    zipfile.ZipFile(OLD).extractall(home)
    with Assistant.open(Settings(home=home)) as assistant:
        assert assistant.doctor().findings == ()
        (document,) = assistant.documents()
        answer = [*assistant.ask("冲锋舟要储备多少艘？", (), Filters())][-1]
        assert answer.answered
        cited = answer.citations[0]
        assert assistant.text(document.id)[cited.start : cited.end] == cited.quote
        (row,) = assistant.targets(Wanted(kind="all", indicators=("储备冲锋舟",))).rows
        assert (row.value_text, row.source) == ("40艘", "person")
    with closing(sqlite3.connect(home / "planbot.sqlite3")) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (len(migrations()),)
    assert [copy.name for copy in home.glob("*.bak")] == ["planbot.sqlite3.v3.bak"]
