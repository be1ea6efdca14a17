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


_json = json.JSONEncoder(ensure_ascii=False).encode


def manifest(files: Iterable[Written]) -> Artifact:
    """The manifest of these files: one a line, in order, so that two manifests can be compared line by line."""
    lines = [f'{_json(path)}: {{"bytes": {size}, "sha256": "{sha}"}}' for path, size, sha, _ in sorted(files)]
    return Artifact(routes.MANIFEST, ('{"files": {\n' + ",\n".join(lines) + "\n}}\n").encode())


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
