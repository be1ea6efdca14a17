"""What the documents say is so: the catalogue of codes, the recipes, the hook."""

import re
import runpy
import shlex
from pathlib import Path

import pytest
import yaml

from gongkai.cli import main
from support import REPOSITORY

DOCS = REPOSITORY / "docs"


def test_the_catalogue_is_up_to_date() -> None:
    made = runpy.run_path(str(DOCS / "make_codes.py"))["page"]()
    assert (DOCS / "codes.md").read_text(encoding="utf-8") == made, "python docs/make_codes.py"


COMMAND = re.compile(r"^\W*(?:exec |entry: |run: )?(gongkai [a-z]+(?: [^ #\n]+)*)", re.MULTILINE)


def commands(text: str) -> list[list[str]]:
    """Commands at the start of a line, as words."""
    return [shlex.split(m) for m in COMMAND.findall(text)]


@pytest.mark.parametrize(
    "file", [*sorted((DOCS / "ci").iterdir()), DOCS / "ci.md", DOCS / "editors.md", REPOSITORY / "README.md"], ids=str
)
def test_commands_and_options_that_are_written_down_exist(file: Path) -> None:
    found = commands(file.read_text(encoding="utf-8"))
    assert found
    for _, name, *words in found:
        command = main.commands.get(name)
        assert command is not None, (file, name)
        known = {o for p in command.params for o in p.opts}
        for word in words:
            assert not word.startswith("--") or word in known, (file, name, word)


@pytest.mark.parametrize("file", sorted((DOCS / "ci").iterdir()), ids=lambda f: f.name)
def test_recipes_are_yaml_and_check_before_they_build(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert yaml.safe_load(text)
    assert 0 < text.index("gongkai check") < text.index("gongkai build")


def test_the_hook_is_what_pre_commit_expects() -> None:
    (hook,) = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert {"id", "name", "entry", "language"} <= set(hook)
    assert hook["pass_filenames"] is True
    assert commands(f"{hook['entry']} {' '.join(hook['args'])}")
