"""`gongkai theme`: which themes there are and what each lets a portal decide; a new one, ready to be changed."""

from pathlib import Path

from gongkai.console import Console
from gongkai.options import is_id
from gongkai.scaffold import OK, USAGE, write_folder
from gongkai.schema import did_you_mean
from gongkai.theme import Theme, bundled, load

_EXAMPLE = """\
:root { --accent: var(--option-accent); }
@media screen {
  @media (prefers-color-scheme: dark) {
    :root { --accent: color-mix(in srgb, var(--option-accent) 45%, #fff); }
  }
  :root.contrast { --accent: #ffe14d; }
}
a { color: var(--accent); }
"""  # in a comment: a new theme changes nothing


def names(root: Path) -> list[str]:
    """The themes of a portal and those that come with gongkai."""
    homes = (root / "themes", bundled())
    return sorted({file.parent.name for home in homes for file in home.glob("*/theme.yaml")})


def list_themes(root: Path, language: str, console: Console) -> int:
    """Say each theme's name and options, a line each; findings where a theme cannot be read."""
    wrong = []
    for name in names(root):
        theme, findings = load(name, language, root)
        wrong += findings
        if theme is None:
            continue
        console.say("cli.theme", name=name, title=theme.title)
        for line in _options(theme, console):
            console.out.print(line, markup=False, highlight=False)
    console.say("cli.theme.use")
    if wrong:
        console.findings(wrong, "full", root)
        return 1
    return OK


def _options(theme: Theme, console: Console) -> list[str]:
    lines = []
    for name, option in theme.options.items():
        kind = " | ".join(option.choices) or console.texts.word(f"option.{option.type}")
        default = str(option.default) if option.default else "–"
        title = f"  # {option.title}" if option.title else ""
        lines.append(f"    {name}: {default}  ({kind}){title}")
    return lines


def new_theme(root: Path, name: str, parent: str, console: Console) -> int:
    """Make `themes/NAME`, a child of another theme that looks like it until it is changed."""
    known = names(root)
    folder = root / "themes" / name
    if not is_id(name):
        console.say("cli.theme.name", error=True, name=name)
        return USAGE
    if folder.exists() or name in known:
        console.say("cli.exists", error=True, path=str(folder if folder.exists() else name))
        return USAGE
    if parent not in known:
        near = did_you_mean(parent, known)
        console.say("cli.theme.parent", error=True, name=parent, instead=near, known=tuple(known))
        return USAGE
    word = console.texts.word
    style = f"/* {word('scaffold.theme.style')} */\n/*\n{_EXAMPLE}*/\n"
    settings = (
        f"title: {name}\n"
        f"parent: {parent}   # {word('scaffold.theme.parent')}\n"
        f"# {word('scaffold.theme.options')}\n"
        "# options:\n"
        "#   accent: {type: colour, default: '#0b4a8f', legible_on: '#ffffff'}\n"
        f"# {word('scaffold.theme.dark')}\n"
    )
    notes = f"# {name}\n\n{word('scaffold.theme.templates')}\n"
    write_folder(folder, {"theme.yaml": settings, f"assets/{name}.css": style, "README.md": notes})
    console.say("cli.made", folder=str(folder))
    console.say("cli.theme.next", name=name)
    return OK
