"""gongkai: checked, searchable static portals for public disclosure reports.

Read `pipeline.py` first: it tells the whole story in order.
"""

__version__ = "0.1.0"
