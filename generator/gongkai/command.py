"""A command at work: its console, what it asks of the portal, and the environment's failures in one line.

Exit codes: 0 well, 1 an error remains, 2 usage, 3 the environment. Imports are late: `gongkai --help` reads nothing.
"""

import os
import re
import sys
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gongkai.finding import Finding
    from gongkai.workers import Jobs

_ADDRESS = re.compile(r"dask:((?:tcp|tls)://(?:[\w.-]+|\[[0-9A-Fa-f:.]+\]):\d{1,5})", re.ASCII)
OK, FOUND, USAGE, ENVIRONMENT = 0, 1, 2, 3


def _language(lang: str | None, root: Path) -> str:
    """The language asked for, else the portal's."""
    if lang:
        return lang
    from gongkai.source import Scalar, parse, read_text

    try:
        text, _ = read_text(root / "content" / "portal.yaml", "")
    except OSError:
        return "zh"
    node = parse(text, "").root.get("language")
    return node.text if isinstance(node, Scalar) and node.text in ("zh", "en") else "zh"


class Run:
    """A command at work: its console, and the environment's failures in one line."""

    def __init__(self, lang: str | None, root: Path) -> None:
        from gongkai.console import Console
        from gongkai.messages import texts

        self.root = root
        self.console = Console(texts(_language(lang, root)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, _: object) -> None:
        from gongkai.publish import Busy, NotOurs
        from gongkai.workers import Unfit

        match error:
            case Unfit():
                self.console.say(f"cli.cluster.{error.args[0]}", error=True, reason=error.args[1])
            case NotOurs():
                self.console.say("cli.not-ours", error=True, folder=str(error))
            case Busy():
                self.console.say("cli.busy", error=True)
            case FileExistsError():
                self.console.say("cli.exists", error=True, path=error.filename or str(error))
            case OSError():
                place = f" ({error.filename})" if error.filename else ""
                self.console.say("cli.environment", error=True, reason=f"{error.strerror or error}{place}")
            case _:
                return
        sys.exit(ENVIRONMENT)

    def findings(self, found: "Sequence[Finding]", style: str, report: Path | None) -> None:
        """Say what was found; with `report`, in full here and in `style` there."""
        if report is None:
            self.console.findings(found, style, self.root)
            return
        from gongkai.formats import written

        report.write_text(written(found, style, self.console.texts) + "\n", encoding="utf-8", newline="\n")
        self.console.findings(found, "full", self.root)
        self.console.say("cli.reported", file=str(report))

    def report_to(self, style: str, report: Path | None) -> None:
        """Stop with a usage error, before the check begins, where `--report` cannot be written."""
        from gongkai.formats import FORMATS

        if report is None:
            return
        if style not in FORMATS:
            self.console.say("cli.report-format", error=True, known=tuple(FORMATS))
            sys.exit(USAGE)
        if not report.parent.is_dir():
            self.console.say("cli.no-folder", error=True, folder=str(report.parent))
            sys.exit(USAGE)

    @contextmanager
    def hands(
        self, jobs: int | None, executor: str | None, output: Path, day: date, *, cache: bool
    ) -> "Iterator[Jobs]":
        """Who does the work: processes of this machine, or the workers of a cluster; a usage error where not both."""
        if executor is None:
            yield jobs
            return
        if jobs is not None or not cache:
            self.console.say("cli.executor-alone", error=True)
            sys.exit(USAGE)
        address = _ADDRESS.fullmatch(executor)
        if not address:
            self.console.say("cli.executor-form", error=True, text=executor)
            sys.exit(USAGE)
        from gongkai.cluster import crew

        with crew(address[1], self.root.absolute(), output.absolute(), day) as workers:
            yield workers

    def day(self, given: str | None) -> date:
        """The day asked for, else that of SOURCE_DATE_EPOCH (in UTC), else today's: only here a clock is read.

        Source: reproducible-builds.org, SOURCE_DATE_EPOCH: seconds since 1970, in place of the clock.
        """
        from gongkai.values import is_date

        if given is not None:
            if not is_date(given):
                self.console.say("cli.today", error=True, text=given)
                sys.exit(USAGE)
            return date.fromisoformat(given)
        seconds = os.environ.get("SOURCE_DATE_EPOCH", "")
        if not seconds:
            return datetime.now().astimezone().date()
        try:
            if seconds.isascii() and seconds.isdigit():
                return datetime.fromtimestamp(int(seconds), UTC).date()
        except (ValueError, OverflowError, OSError):  # further than years go
            pass
        self.console.say("cli.epoch", error=True, text=seconds)
        sys.exit(USAGE)

    def names(self, given: tuple[str, ...]) -> list[str]:
        """What --select and --ignore name; stops with a usage error at an unknown one."""
        from gongkai.portal_read import all_forms
        from gongkai.schema import did_you_mean
        from gongkai.severities import names

        words = [word for text in given for word in re.split(r"[,，、\s]+", text)]
        wanted = [name for word in words if (name := word.rstrip("."))]
        known = names(all_forms(self.root)) if wanted else []
        for word in wanted:
            if word not in known:
                self.console.say("cli.unknown-name", error=True, name=word, instead=did_you_mean(word, known))
                sys.exit(USAGE)
        return wanted

    def ignored(self, given: tuple[str, ...]) -> list[str]:
        """What --ignore names; stops with a usage error where that is personal data."""
        from gongkai.codes import NEVER

        unwanted = self.names(given)
        for name in unwanted:
            if f"{name}.".startswith(NEVER):
                self.console.say("cli.never-ignored", error=True, name=name)
                sys.exit(USAGE)
        return unwanted

    def offices(self, paths: "Sequence[Path]") -> frozenset[str] | None:
        """The offices that some paths are of; None for all. Stops with a usage error at a path that is nothing here."""
        from gongkai.portal_read import offices_of

        try:
            return offices_of(self.root, paths) if paths else None
        except ValueError as error:
            self.console.say("cli.no-such-path", error=True, reason=str(error))
            sys.exit(USAGE)

    def need_portal(self) -> None:
        """Stop with a usage error where there is no portal."""
        if not (self.root / "content").is_dir():
            self.console.say("cli.no-portal", error=True, root=str(self.root))
            sys.exit(USAGE)
