"""What the preview shows: builds that never end it (`builder`), and pages with the findings on top (`panel`).

Nothing here knows of sockets or of watching; that is `serve`.
"""

from gongkai.preview.builder import Preview, State
from gongkai.preview.panel import dressed, plain

__all__ = ["Preview", "State", "dressed", "plain"]
