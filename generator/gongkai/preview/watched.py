"""What the preview watches, and which changes there are worth a build."""

import re
from pathlib import Path

from gongkai.theme import bundled

# What editors leave beside a file while it is open or being saved.
_TEMPORARY = re.compile(
    r"^(\.#|~\$|#.*#$|4913$|\.goutputstream|\.DS_Store$|Thumbs\.db$|desktop\.ini$)"
    r"|(~|\.sw.|\.swpx|\.tmp|\.bak|\.part|\.crdownload|___jb_\w+___|\.py[co])$",
    re.IGNORECASE,
)


def folders(root: Path) -> list[tuple[str, int]]:
    """What is watched, as it stands now: content and themes, the bundled ones too where they are sources.

    The number tells a folder from another one of the same name, as after a switch of branches.
    """
    package = Path(__file__).resolve().parent.parent
    themes = [] if bundled().is_relative_to(package) else [bundled()]
    places = dict.fromkeys(p.resolve() for p in (root / "content", root / "themes", *themes))
    return [(str(place), place.stat().st_ino) for place in places if place.is_dir()]


def matters(_change: object, path: str) -> bool:
    """Whether a change is one of the author's, not an editor's own business."""
    return not any(_TEMPORARY.search(part) or part == ".git" for part in Path(path).parts[-2:])
