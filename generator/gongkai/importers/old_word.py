"""Word's old .doc: LibreOffice, where there is one, saves it as .docx: no macros, no links followed, within a time."""

import shutil
import subprocess
from pathlib import Path

from gongkai.importers.pieces import Refused
from gongkai.importers.processes import started, stopped

_OLE = b"\xd0\xcf\x11\xe0"
_LOCKED, _WORD = "EncryptedPackage".encode("utf-16-le"), "WordDocument".encode("utf-16-le")
_PLACES = (  # where LibreOffice stands that is not on the PATH
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
)
_SETTING = (
    '<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop>'
    "</item>"
)
_SETTINGS = (
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Writer/Content/Update", "Link", "2"),  # never
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),  # port 9 discards what is sent to it
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)


def is_old_word(file: Path) -> bool:
    """Whether a file is a .doc, or RTF, often called so. Raises OSError, and Refused for what is packed alike."""
    with file.open("rb") as stream:
        begin = stream.read(5)
        if begin[:4] != _OLE:
            return begin == b"{\\rtf"
        data = stream.read()
    if _LOCKED in data:
        raise Refused("encrypted")  # a .docx or .xlsx with a password
    if _WORD not in data:
        raise Refused("old-office")
    return True


def converted(file: Path, folder: Path, seconds: float) -> Path:
    """The .docx that LibreOffice makes of a .doc. Raises Refused where there is no LibreOffice, or none comes of it."""
    program = shutil.which("soffice") or next((p for p in _PLACES if Path(p).exists()), None)
    if not program:
        raise Refused("old-word")
    copy, profile, out = folder / "in" / "report.doc", folder / "profile", folder / "out"
    for each in (copy.parent, profile / "user", out):
        each.mkdir(parents=True)
    shutil.copyfile(file, copy)  # a lock file stands beside the copy, not the original
    items = "".join(_SETTING.format(path=path, name=name, value=value) for path, name, value in _SETTINGS)
    (profile / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        f"{items}</oor:items>",
        encoding="utf-8",
    )
    own = f"-env:UserInstallation={profile.as_uri()}"
    argv = [program, own, "--headless", "--norestore", "--nologo", "--nolockcheck",
            "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(out), str(copy)]  # fmt: skip
    process = started(argv, {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"})
    try:
        process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        raise Refused("time", seconds=round(seconds)) from None
    finally:
        stopped(process)
        if process.stdout:
            process.stdout.close()
    made = out / "report.docx"
    if not made.exists():
        raise Refused("convert")
    return made
