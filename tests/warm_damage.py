"""Steps that happen to what is not the portal: the cache below `.gongkai`, and the site that was built."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from warm_steps import CACHE, World, pick, step


def files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.is_file() and not p.is_symlink())


def emptied(path: Path) -> None:
    """Whatever stands there goes."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def a_folder_instead(file: Path) -> None:
    emptied(file)
    (file / "x").mkdir(parents=True)
    (file / "x/y").write_text("z", encoding="utf-8")


def flipped(file: Path, number: int) -> None:
    """One bit, under the same time of change."""
    before, data = file.stat(), bytearray(file.read_bytes())
    if data:
        data[number * 7919 % len(data)] ^= 1 << number % 8
        file.write_bytes(data)
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def blows(file: Path, number: int, other: Path) -> list[Callable[[], object]]:
    """What may happen to one file."""
    return [
        lambda: flipped(file, number),
        file.unlink,
        lambda: os.truncate(file, file.stat().st_size // 2),
        lambda: os.truncate(file, 0),
        lambda: a_folder_instead(file),
        lambda: file.write_bytes(file.read_bytes() + b"\n"),
        lambda: file.write_bytes(other.read_bytes()),  # an entry in the place of another
        lambda: file.write_bytes(b"\xff" * 100),
    ]


@step
def one_file_of_the_cache(world: World, a: int, b: int) -> None:
    every = files(world.root / CACHE)
    file = pick(every, a)
    if file:
        all_ = blows(file, a + b, every[(a + 1) % len(every)])
        all_[b % len(all_)]()


@step
def every_file_of_the_cache(world: World, a: int, b: int) -> None:
    """The same blow for all of them, at another place in each."""
    every = files(world.root / CACHE)
    for number, file in enumerate(every):
        all_ = blows(file, number + a, every[number - 1])
        all_[b % len(all_)]()


@step
def the_whole_cache(world: World, _a: int, b: int) -> None:
    folder = world.root / CACHE
    if b % 4 == 3:
        a_folder_instead(folder / "cache")
    else:
        emptied(folder)
    if b % 4 == 1:
        folder.write_bytes(b"a file where a folder should be\n")
    if b % 4 == 2:
        folder.mkdir()


@step
def an_older_cache(world: World, _a: int, b: int) -> None:
    """What a server for builds does: it brings back the cache of some other time."""
    kept, folder = world.home / "older-cache", world.root / CACHE
    if not kept.exists():
        if folder.is_dir():
            shutil.copytree(folder, kept)
        return
    emptied(folder)
    shutil.copytree(kept, folder)
    if b % 2:
        shutil.rmtree(kept)


@step
def one_file_of_the_site(world: World, a: int, b: int) -> None:
    """By hand, by a virus, by a host: a build puts it right."""
    every = [f for f in files(world.site) if f.name != ".gongkai-site"]
    file = pick(every, a)
    if file is None:
        return
    other = every[(a + 1) % len(every)]
    all_ = [*blows(file, a + b, other), lambda: linked(file, world.home), lambda: os.utime(file)]
    all_[b % len(all_)]()


def linked(file: Path, aside: Path) -> None:
    """A link to the same contents elsewhere."""
    target = aside / f"target-{file.name}"
    shutil.copy2(file, target)
    file.unlink()
    file.symlink_to(target)


@step
def more_in_the_site(world: World, a: int, b: int) -> None:
    """Files and folders that no build has made."""
    if not world.site.is_dir():
        return
    if b % 3 == 0:
        (world.site / f"extra-{a}.html").write_text("x", encoding="utf-8")
    elif b % 3 == 1:
        a_folder_instead(world.site / f"reports/{2020 + a % 4}/more")
    else:
        folder = pick([p for p in sorted(world.site.iterdir()) if p.is_dir()], a)
        if folder:
            shutil.rmtree(folder)


@step
def another_site(world: World, a: int, b: int) -> None:
    """None, one of some other time, or a copy: as a host's checkout does it."""
    if not world.site.is_dir():
        return
    copy = world.home / f"site-{world.number()}"
    match b % 4:
        case 0:
            shutil.rmtree(world.site)
        case 1:
            world.old.append(shutil.copytree(world.site, copy))
        case 2 if world.old:
            world.site.rename(copy)
            shutil.copytree(world.old[a % len(world.old)], world.site)
        case 3:
            world.site.rename(copy)
            shutil.copytree(copy, world.site)
        case _:
            pass


@step
def into_another_folder(world: World, _a: int, b: int) -> None:
    """From now on the site is built elsewhere, or where it was before."""
    world.site = world.home / f"out-{b % 3}"
