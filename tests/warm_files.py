"""Steps that happen to files as files: what is only copied, and times, sizes, names, places, which mislead a cache."""

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from warm_portal import write
from warm_steps import World, pick, step, toggle


@step
def static_files(world: World, a: int, b: int) -> None:
    static = world.root / "content/static"
    actions: list[Callable[[], object]] = [
        lambda: toggle(world, "content/static/files/tab.csv", [("甲,1", "甲,2")], 0),
        lambda: write(world.root, "content/static/emblem.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>\n"),
        lambda: (static / "favicon.svg").unlink(missing_ok=True),
        lambda: write(world.root, "content/static/robots.txt", "User-agent: *\n"),
        lambda: (static / "robots.txt").unlink(missing_ok=True),
        lambda: write(world.root, f"content/static/data/{2019 + a % 3}.csv", "撞\n"),  # may be a path that is taken
        lambda: write(world.root, f"content/stray{b}.txt", "无\n"),
        lambda: write(world.root, "content/static/empty.pdf", ""),
        lambda: write(world.root, "content/static/phone.txt", "13912345678\n"),
    ]
    actions[(a + b) % len(actions)]()


@step
def attachments(world: World, a: int, b: int) -> None:
    folder = pick(world.reports(), a)
    if folder is None:
        return
    path = f"{folder.relative_to(world.root).as_posix()}/attachments"
    actions: list[Callable[[], object]] = [
        lambda: write(world.root, f"{path}/表.csv", "甲,1\n" * (1 + a) * 100),
        lambda: write(world.root, f"{path}/原件.csv", "乙,1\n" * 500),
        lambda: shutil.rmtree(folder / "attachments", ignore_errors=True),
        lambda: toggle(world, f"{path}/原件.csv", [("项目1,", "项目1；")], 0),
        lambda: write(world.root, f"{path}/附注.txt", "手机 13912345678\n"),
        lambda: (folder / "attachments/表.csv").unlink(missing_ok=True),
    ]
    actions[b % len(actions)]()


def digits(text: str) -> list[int]:
    return [m.start() for m in re.finditer(r"\d", text)]


def secretly(file: Path, number: int) -> None:
    """Other contents of the same size, under the same time of change."""
    before = file.stat()
    text = file.read_text(encoding="utf-8")
    at = pick(digits(text), number)
    if at is None:
        return
    file.write_text(f"{text[:at]}{(int(text[at]) + 1) % 10}{text[at + 1 :]}", encoding="utf-8", newline="\n")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


@step
def a_digit_under_the_same_size_and_time(world: World, a: int, b: int) -> None:
    under = ("content/reports", "content/pages", "themes", "content/static", "content/forms", "content")
    path = pick(world.files(under[a % len(under)]), b)
    if path:
        secretly(world.root / path, a // len(under) + b)


@step
def replaced_by_an_older_file(world: World, a: int, b: int) -> None:
    """What `cp -p` and `mv`, archives and some editors do."""
    path = pick(world.files("content", "themes"), a)
    text = world.text(path) if path else ""
    at = pick(digits(text), b)
    if path and at is not None:
        other = world.home / "other"
        write(world.home, "other", f"{text[:at]}{(int(text[at]) + 1) % 10}{text[at + 1 :]}")
        os.utime(other, ns=(0, 10**18))
        other.replace(world.root / path)


@step
def touched(world: World, a: int, b: int) -> None:
    """Times of change, nothing else."""
    every = world.files("content", "themes")
    for path in every[a % len(every) :: 1 + b % 5]:
        os.utime(world.root / path)


@step
def two_files_change_places(world: World, a: int, b: int) -> None:
    one, two = (pick(world.reports(), n) for n in (a, b))
    if one and two and one != two:
        name = ("report.md", "report.yaml")[b % 2]
        aside = world.home / "aside"
        (one / name).replace(aside)
        (two / name).replace(one / name)
        aside.replace(two / name)


@step
def the_portal_moves(world: World, _a: int, b: int) -> None:
    """The folder gets another name, or is copied elsewhere with its cache, as by a backup or a server for builds."""
    target = world.home / f"portal-{world.number()}"
    if b % 3 == 0:
        world.root.rename(target)
    else:
        shutil.copytree(world.root, target, copy_function=shutil.copy2 if b % 3 == 1 else shutil.copy)
        shutil.rmtree(world.root)
    world.root = target
