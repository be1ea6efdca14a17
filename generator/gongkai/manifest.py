"""The manifest: size and SHA-256 of every published file but itself."""

import json
from collections.abc import Iterable
from typing import NamedTuple

from gongkai import routes
from gongkai.artifact import Artifact
from gongkai.staging import Written


class Listed(NamedTuple):
    """What the manifest says of a file."""

    size: int
    sha256: str


def manifest(files: Iterable[Written]) -> Artifact:
    """The manifest of these files."""
    return Artifact(routes.MANIFEST, _text({file.path: Listed(file.size, file.sha256) for file in files}).encode())


def _text(found: dict[str, Listed]) -> str:
    """One file a line, in order, so that two manifests can be compared line by line."""
    lines = (
        f"{json.dumps(path, ensure_ascii=False)}: " + json.dumps({"bytes": size, "sha256": sha})
        for path, (size, sha) in sorted(found.items())
    )
    return '{"files": {\n' + ",\n".join(lines) + "\n}}\n"


def read(data: bytes) -> dict[str, Listed]:
    """A manifest by path. Raises ValueError for what is none, or what names a place outside of the site."""
    try:
        files = json.loads(data)["files"]
        found = {path: Listed(int(of["bytes"]), str(of["sha256"])) for path, of in files.items()}
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(str(error)) from error
    for path in found:
        if not path or "\\" in path or ":" in path or any(part in ("", ".", "..") for part in path.split("/")):
            raise ValueError(path)
    return found
