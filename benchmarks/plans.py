"""Plan documents made up by rule: as many as wanted, no two alike, the same for the same seed."""

import random
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

_ORDINALS = "一二三四五六七八九十"
_FIRST, _SECOND = "青白石临安永新泰和云丰平长宁东", "山河浦川溪原岭州城江湖田阳林泉"
"""What the names of made-up counties are put together from."""


@cache
def words() -> dict[str, Any]:
    """The word lists the documents are made of."""
    return tomllib.loads(files("benchmarks").joinpath("data/plan_words.toml").read_text(encoding="utf-8"))


def plan(number: int) -> str:
    """One plan of about 4,000 characters: a title, an opening, ten sections of measures with targets and deadlines."""
    chance, lists = random.Random(number), words()
    pick = lambda name: chance.choice(lists[name])  # noqa: E731 - a word for a phrase used ten times below
    year, place, body = 2000 + number % 30, pick("places"), pick("bodies")
    lines = [f"{place}{body}{year}年{pick('kinds')}（第{number}号）", ""]
    lines.append(
        f"{year}年，{body}以{pick('subjects')}为主线，{pick('openings')}各项工作，{pick('details')}，制定本计划。"
    )
    for section, subject in enumerate(chance.sample(lists["subjects"], len(_ORDINALS))):
        lines += ["", f"{_ORDINALS[section]}、{pick('openings')}{subject}"]
        for item in range(3):
            rate, count = chance.randint(300, 999) / 10, chance.randint(2, 400)
            lines.append(
                f"（{_ORDINALS[item]}）{pick('openings')}{pick('subjects')}。{pick('details')}，{pick('details')}；"
                f"到{year}年{chance.randint(3, 12)}月底，{pick('subjects')}{pick('indicators')}达到{rate}%以上，新建和改造{count}处，"
                f"由{pick('bodies')}牵头，{pick('bodies')}配合。{pick('details')}，确保{pick('indicators')}不低于{rate - 5:.1f}%。"
            )
    return "\n".join(lines) + "\n"


def notice(number: int) -> str:
    """A short plan of some 500 characters under a title that no other number has: for homes of very many documents."""
    chance, lists = random.Random(number), words()
    place, body, subject = (
        chance.choice(lists["places"]),
        chance.choice(lists["bodies"]),
        chance.choice(lists["subjects"]),
    )
    county = f"{chance.choice(_FIRST)}{chance.choice(_SECOND)}{chance.choice(['县', '区', '市'])}"
    year = 2005 + number % 20
    lines = [
        f"{county}{year}年{subject}{chance.choice(lists['kinds'])}（{number}）",
        "",
        f"{place}{county}人民政府，{body}。",
        "",
    ]
    for section, name in enumerate(chance.sample(lists["subjects"], 3)):
        rate = chance.randint(300, 999) / 10
        lines += [
            f"{_ORDINALS[section]}、{chance.choice(lists['openings'])}{name}",
            f"{chance.choice(lists['details'])}，到{year}年底，{name}{chance.choice(lists['indicators'])}达到{rate}%以上，"
            f"由{chance.choice(lists['bodies'])}牵头，{chance.choice(lists['bodies'])}配合。",
        ]
    if not number % 5:
        lines.append("四、保障措施")
    if not number % 7:
        lines.append(f"（一）{chance.choice(lists['details'])}，覆盖率达到20{chance.randint(10, 99)}0%。")
    return "\n".join(lines) + "\n"


def write_plans(folder: Path, count: int) -> Path:
    """``count`` plans as text files in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"plan{number}.txt").write_text(plan(number), encoding="utf-8")
    return folder
