"""What the preview shows: builds that never end it (`builder`, `fresh`), and pages with the findings on top (`panel`).

Nothing here knows of sockets or of watching; that is `serve`.
"""

from gongkai.preview.builder import Preview, State
from gongkai.preview.fresh import Unmade
from gongkai.preview.panel import dressed, plain

__all__ = ["Preview", "State", "Unmade", "dressed", "plain"]
