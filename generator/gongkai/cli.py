"""The command line: new · workbook · import · check · build · serve · verify · explain · schema · theme.

Exit codes: 0 well, 1 an error remains, 2 usage, 3 the environment.
"""

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gongkai import __version__
from gongkai.command import ENVIRONMENT, FOUND, USAGE, Run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gongkai.finding import Finding

_GARBAGE = (50_000, 20, 50)  # a tenth of the time of a build otherwise

_root = click.option(
    "--root",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="门户所在的文件夹（默认为当前文件夹）",
)
_lang = click.option("--lang", type=click.Choice(["zh", "en"]), help="提示所用的语言 / language of the messages")
_format = click.option(
    "--format",
    "style",
    type=click.Choice(["full", "concise", "json", "github", "gitlab", "sarif"]),
    default="full",
    help="full 详细，concise 一行一条；给程序用的：json，github 批注，gitlab 代码质量，sarif",
)
_report = click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    help="把 --format 的结果写进这个文件（UTF-8），终端照常显示详细文字",
)
_select = click.option(
    "--select",
    multiple=True,
    help="只看这些代码、代码的前半段或规则，逗号、顿号或空格隔开，可以写几次；个人信息总要看",
)
_ignore = click.option("--ignore", multiple=True, help="不看这些，写法同 --select；不能是个人信息")
_strict = click.option("--strict", is_flag=True, help="有警告也算不通过")
_today = click.option(
    "--today",
    metavar="YYYY-MM-DD",
    help="按哪一天判断登载说明是否到期，例如 2026-01-31（默认为今天，或环境变量 SOURCE_DATE_EPOCH 的日期）",
)
_jobs = click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    metavar="N",
    help="同时用几个进程（默认有几个处理器核心就用几个，报告不到 50 份时用一个）；结果完全相同",
)
_executor = click.option(
    "--executor",
    metavar="dask:tcp://主机:端口",
    help="由 Dask 集群的进程来做，它们要在同样的路径看到门户和生成的文件夹；结果完全相同",
)
_cache = click.option(
    "--cache/--no-cache",
    default=True,
    help="是否用上次留在 .gongkai/cache 里的结果（默认用）；结果完全相同，只是快慢不同",
)


def start() -> None:
    """The command as it is installed: UTF-8 whatever the code page, then `main`.

    Nearly all that is made lasts until the end, and has no cycles: garbage is looked for less often than usual.
    """
    gc.set_threshold(*_GARBAGE)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="replace")
    main()


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="gongkai")
def main() -> None:
    """公开：检查信息公开年度报告，生成可查询、可归档的静态网站。"""


@main.command()
@_root
@_lang
@_format
@_strict
@_today
@_report
@_select
@_ignore
@_jobs
@_executor
@_cache
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[路径]...")
def check(
    root: Path,
    lang: str | None,
    style: str,
    strict: bool,
    today: str | None,
    report: Path | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    jobs: int | None,
    executor: str | None,
    cache: bool,
    paths: tuple[Path, ...],
) -> None:
    """检查全部内容，不生成网站。给出机关或报告的文件、文件夹时，只检查这些机关（各年度都看）。"""
    from gongkai import pipeline
    from gongkai.severities import chosen

    with Run(lang, root) as run:
        run.need_portal()
        run.report_to(style, report)
        day, wanted, unwanted = run.day(today), run.names(select), run.ignored(ignore)
        home = root.absolute() if executor else root  # workers elsewhere have a folder of their own to stand in
        readings = pipeline.remembered(home) if cache else None
        only = run.offices(paths)
        with run.hands(jobs, executor, root / "site", day, cache=cache) as who:
            checked = pipeline.check(home, run.console.progress, today=day, readings=readings, jobs=who, only=only)
        found = chosen(pipeline.concerning(checked.findings, only), wanted, unwanted)
        run.findings(found, style, report)
        if only is None and len(found) < len(checked.findings) and (report or style in ("full", "concise")):
            run.console.say("cli.left-out", count=len(checked.findings) - len(found))
        if any(f.blocks() for f in found):
            sys.exit(FOUND)
        _stop_if_strict(run, found, style, strict=strict)


@main.command()
@_root
@click.option("--output", type=click.Path(path_type=Path), help="生成到哪里（默认为门户里的 site）")
@_lang
@_format
@_strict
@_today
@_report
@_jobs
@_executor
@_cache
def build(
    root: Path,
    output: Path | None,
    lang: str | None,
    style: str,
    strict: bool,
    today: str | None,
    report: Path | None,
    jobs: int | None,
    executor: str | None,
    cache: bool,
) -> None:
    """检查并生成网站；有错误时网站保持原样。"""
    from gongkai import pipeline

    target = output or root / "site"
    with Run(lang, root) as run:
        run.need_portal()
        run.report_to(style, report)
        day = run.day(today)
        home = root.absolute() if executor else root  # workers elsewhere have a folder of their own to stand in
        readings = pipeline.remembered(home) if cache else None
        with run.hands(jobs, executor, target, day, cache=cache) as who:
            built = pipeline.build(
                home, target, run.console.progress, strict=strict, today=day, readings=readings, jobs=who
            )
        run.findings(built.findings, style, report)
        style = "full" if report else style
        if not any(f.blocks() for f in built.findings):
            _stop_if_strict(run, built.findings, style, strict=strict)
        if built.summary is None:
            if style in ("full", "concise"):
                run.console.say("cli.not-built", error=True, output=str(target))
            sys.exit(FOUND)
        if style in ("full", "concise"):
            run.console.say("cli.built", output=str(target), **built.summary._asdict())
            run.console.say("cli.open", file=str(target / "index.html"))


def _stop_if_strict(run: Run, found: "Sequence[Finding]", style: str, *, strict: bool) -> None:
    from gongkai.finding import Severity

    if strict and any(f.severity is not Severity.NOTICE and f.open for f in found):
        if style in ("full", "concise"):
            run.console.say("cli.strict", error=True)
        sys.exit(FOUND)


@main.command()
@_root
@click.option("--port", type=click.IntRange(0, 65535), default=8000, help="端口（默认为 8000；0 为任选一个空闲的）")
@_lang
@click.option("--open", "browse", is_flag=True, help="同时打开浏览器")
def serve(root: Path, port: int, lang: str | None, browse: bool) -> None:
    """在本机预览：保存后网页自动刷新，草稿也显示，什么都不发布。"""
    from gongkai import serve as preview

    with Run(lang, root) as run:
        run.need_portal()
        sys.exit(preview.serve(root, port, run.console, browse=browse, today=run.day(None)))


@main.command()
@click.argument("code", required=False)
@_root
@_lang
def explain(code: str | None, root: Path, lang: str | None) -> None:
    """说明一个代码或一条规则，例如 gongkai explain cell.thousands。"""
    from gongkai.explain import catalogue
    from gongkai.explain import explain as explained
    from gongkai.portal_read import all_forms

    with Run(lang, root) as run:
        if code is None:
            run.console.say("cli.no-code")
            run.console.out.print(catalogue(run.console.texts))
            return
        try:
            run.console.out.print(explained(code, all_forms(root), run.console.texts))
        except LookupError as error:
            run.console.say("cli.unknown-code", error=True, code=code, instead=str(error.args[0]))
            sys.exit(USAGE)


@main.command()
@click.option("--output", type=click.Path(path_type=Path, file_okay=False), help="写到哪里（默认为门户里的 schemas）")
@_root
@_lang
def schema(output: Path | None, root: Path, lang: str | None) -> None:
    """写出 JSON Schema，编辑器据此补全键名、显示行名。"""
    from gongkai import pipeline, scaffold

    with Run(lang, root) as run:
        run.need_portal()
        folder = output or root / scaffold.SCHEMAS
        made = scaffold.write_schemas(pipeline.check(root).portal, folder)
        run.console.say("cli.schemas", folder=str(folder), count=len(made))


@main.command()
@click.argument("place", metavar="网址或文件夹")
@_lang
def verify(place: str, lang: str | None) -> None:
    """核对已发布的网站：重新计算每个文件，与 data/manifest.json 比较。"""
    from gongkai import verify as published

    with Run(lang, Path()) as run:
        say = run.console.say
        if not published.is_address(place) and not Path(place).is_dir():
            say("cli.verify.place", error=True, place=place)
            sys.exit(USAGE)
        try:
            verdict = published.verify(place)
        except published.NoManifest:
            say("cli.verify.none", error=True, place=place)
            sys.exit(USAGE)
        except published.Unreachable as error:
            say("cli.verify.unreachable", error=True, address=error.args[0], reason=error.args[1])
            sys.exit(ENVIRONMENT)
        for kind in ("missing", "changed", "content", "silent", "extra"):
            for path in getattr(verdict, kind):
                say(f"cli.verify.{kind}", path=path)
        if verdict.well:
            say("cli.verify.well", listed=verdict.listed)
            return
        missing, changed, content = map(len, (verdict.missing, verdict.changed, verdict.content))
        silent, listed = len(verdict.silent), verdict.listed
        say("cli.verify.found", listed=listed, missing=missing, changed=changed, content=content, silent=silent)
        sys.exit(FOUND)


@main.group()
def theme() -> None:
    """主题：有哪些（theme list），新建自己的（theme new 名称）。"""


@theme.command("list")
@_root
@_lang
def list_(root: Path, lang: str | None) -> None:
    """列出主题和各自可以设置的内容。"""
    from gongkai import theme_scaffold

    with Run(lang, root) as run:
        run.need_portal()
        sys.exit(theme_scaffold.list_themes(root, run.console.texts.language, run.console))


@theme.command("new")
@click.argument("name", required=False, metavar="名称")
@click.option("--parent", default="base", help="以哪个主题为底（默认为 base）")
@_root
@_lang
def new_theme(name: str | None, parent: str, root: Path, lang: str | None) -> None:
    """在 themes/ 里新建主题，先与底本相同，再改样式、模板或文字。"""
    from gongkai import theme_scaffold

    with Run(lang, root) as run:
        if name is None:
            run.console.say("cli.usage-theme", error=True)
            sys.exit(USAGE)
        run.need_portal()
        sys.exit(theme_scaffold.new_theme(root, name, parent, run.console))


@main.command()
@click.argument("words", nargs=-1, metavar="文件夹 | report 机关代号 年份")
@click.option("--demo", is_flag=True, help="带一套示例内容（虚构的示例市）")
@_root
@_lang
def new(words: tuple[str, ...], demo: bool, root: Path, lang: str | None) -> None:
    """新建门户（gongkai new 文件夹），或者新建下一年的报告（gongkai new report 机关代号 年份）。"""
    from gongkai import scaffold

    with Run(lang, root) as run:
        if len(words) == 3 and words[0] == "report":
            run.need_portal()
            sys.exit(scaffold.new_report(root, words[1], words[2], run.console))
        if len(words) != 1 or words[0] == "report":
            run.console.say("cli.usage-new", error=True)
            sys.exit(USAGE)
        sys.exit(scaffold.new_portal(Path(words[0]), run.console, demo=demo))


@main.command()
@click.argument("form", metavar="格式代号")
@click.option("--office", help="机关代号；和 --year 一起写，填上机关名称和由上年结转的数")
@click.option("--year", type=click.IntRange(1900, 9999), help="报告的年份")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="写到哪个 .xlsx 文件")
@click.option("--force", is_flag=True, help="文件已经有了也重写")
@_root
@_lang
def workbook(
    form: str, office: str | None, year: int | None, output: Path | None, force: bool, root: Path, lang: str | None
) -> None:
    """写出给科室填报的 Excel 表，填好后用 gongkai import 读入。"""
    from gongkai.importers import workbook_write

    with Run(lang, root) as run:
        sys.exit(workbook_write.write(root, form, office, year, output, run.console, force=force))


@main.command("import")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="文件…")
@click.option(
    "--batch", type=click.Path(path_type=Path, exists=True, file_okay=False), help="导入这个文件夹和它下面的全部文件"
)
@click.option("--office", default="", help="机关代号（默认按标题认）")
@click.option("--year", type=click.IntRange(1949, 2999), help="年份（默认按标题认）")
@click.option("--form", default="", help="格式代号（默认按表头认）")
@click.option("--force", is_flag=True, help="覆盖已有的报告")
@_root
@_lang
def import_(
    files: tuple[Path, ...],
    batch: Path | None,
    office: str,
    year: int | None,
    form: str,
    force: bool,
    root: Path,
    lang: str | None,
) -> None:
    """导入已有的报告（docx、doc、xlsx、保存的网页、txt、md、pdf），写成草稿和核对单；认不准的数字不填。"""
    from gongkai.importers import command

    with Run(lang, root) as run:
        run.need_portal()
        sys.exit(command.run(root, files, batch, command.Wish(office, year, form, force), run.console))
