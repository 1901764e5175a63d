"""Run by test_crash.py: writers that are killed at random moments, and after each kill a look at what they left.

``python -m tests.store.crash_worker HOME ROUNDS SEED`` prints one JSON line a round. The heavy imports are made once; each writer
and each look is a fork that opens the home itself.
"""

import json
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path

import chromadb  # noqa: F401 - imported once, before the forks
from tests.store.conftest import MODEL, agrees, make, vectors_of

from planbot.store.library import Library
from planbot.types import StoredDocument

NAMES = ("甲县", "乙县", "丙县", "丁县")


def plan(name: str, version: int) -> StoredDocument:
    """Every passage says which version it is of; versions differ in length."""
    passages = [f"{name}第{version}版的第{i}项工作，新增床位{version * 10 + i}张。" for i in range(3 + version % 5)]
    return make(name, passages, version=f"v{version}")


def write(home: Path, seed: int, known: dict[str, int], out: int) -> None:
    """Replace (alone or in groups) and remove documents for ever; tell each finished change to ``out``."""
    chance = random.Random(seed)
    versions = dict.fromkeys(NAMES, 0) | known
    with Library.open(home, MODEL) as library:
        library.hold()
        present = {document.id for document in library.documents()}
        os.write(out, b"ready\n")
        while True:
            names = chance.sample(NAMES, chance.choice((1, 1, 2, 4)))
            if names[0] in present and chance.random() < 0.15:
                del names[1:]
                os.write(out, f"{names[0]} 0\n".encode())
                library.remove(names[0])
                present.discard(names[0])
            else:
                versions |= {name: versions[name] + 1 for name in names}
                os.write(out, (" ".join(f"{name} {versions[name]}" for name in names) + "\n").encode())
                group = [plan(name, versions[name]) for name in names]
                library.replace_many([(stored, vectors_of(stored)) for stored in group])
                present.update(names)
            os.write(out, b"=\n")


def look(home: Path, before: dict[str, int], begun: dict[str, int]) -> dict[str, int]:
    """The version each document has, after checking that it is whole, searchable, and one that it may have."""
    with Library.open(home, MODEL) as library:
        found = {
            document.id: int(library.chunks_of(document.id)[0].id.split(":")[1][1:]) for document in library.documents()
        }
        for name, version in found.items():
            assert library.stored(name) == plan(name, version), f"{name} is neither old nor new"
        for name in NAMES:
            allowed = {before.get(name, 0), begun.get(name, before.get(name, 0))}
            assert found.get(name, 0) in allowed, f"{name} is at version {found.get(name, 0)}, not {allowed}"
        assert agrees(library), library.check()
    return found


def tell(home: Path, before: dict[str, int], begun: dict[str, int], out: int) -> None:
    """What ``look`` finds, as JSON to ``out``."""
    os.write(out, json.dumps(look(home, before, begun)).encode())


def forked(run: Callable[[], object]) -> int:
    """Run in a child process; its id."""
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            run()
            status = 0
        except BaseException:  # noqa: BLE001 - a child must not return into the parent's code
            traceback.print_exc()
        os._exit(status)
    return pid


def followed(source: int, state: dict[str, int]) -> dict[str, int]:
    """Take the finished changes into ``state``; what was begun and not finished, as versions by document."""
    begun: dict[str, int] = {}
    for line in os.fdopen(source, encoding="utf-8").read().splitlines():
        if line == "=":
            state |= begun
            begun = {}
        elif line != "ready":
            words = line.split()
            begun = dict(zip(words[::2], map(int, words[1::2]), strict=True))
    return begun


def main(home: Path, rounds: int, seed: int) -> None:
    """Print a line a round; stop at the first that fails."""
    chance = random.Random(seed)
    state: dict[str, int] = {}
    newest: dict[str, int] = {}
    for number in range(rounds):
        source, sink = os.pipe()
        writer = forked(partial(write, home, seed + number, newest, sink))
        os.close(sink)
        if number % 4 != 3:  # every fourth is killed while it opens and repairs the home
            assert os.read(source, 6) == b"ready\n", "the writer did not start"
        time.sleep(chance.uniform(0, 0.25))
        os.kill(writer, signal.SIGKILL)
        os.waitpid(writer, 0)
        begun = followed(source, state)
        back, mine = os.pipe()
        looker = forked(partial(tell, home, state, begun, mine))
        ended = os.waitstatus_to_exitcode(os.waitpid(looker, 0)[1])
        os.close(mine)
        if ended != 0:
            sys.exit(f"round {number} (seed {seed}): begun {begun}")
        state = json.loads(os.fdopen(back).read())
        newest |= {name: max(version, newest.get(name, 0)) for name, version in state.items()}
        newest |= {name: max(version, newest.get(name, 0)) for name, version in begun.items()}
        print(json.dumps({"round": number, "interrupted": bool(begun), "documents": state}, ensure_ascii=False))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
