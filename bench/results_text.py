"""The words of bench/RESULTS.md around what was measured."""

HEAD = """\
# gongkai and its peers

Written by `python bench/run.py --reports {reports} --runs {runs} --slow-runs {slow_runs} --write`.

{day} · {machine} · load {load:.1f} at the end

{versions}

Medians; runs after one to warm up: {runs}, of Eleventy and MkDocs {slow_runs}. Whole processes in turn. CPU is user and
kernel time of all threads and children. Where a machine does other work, user time is the steadiest, wall time the
least; kernel time is mostly the file system's. Memory is that of all processes of a command together at their
largest, each page counted once, as `bench/measure.py` has seen it in the run to warm up, whose times do not count.
Ratios are to {base}.

*Cold*: no `.gongkai` folder in the portal, an empty output folder. *Nothing changed* and *edited*: on the cache and the
site that the cold build has left; each edit is one that was never there before.
"""
TAIL = """\
## Why what is left is left

The time of a cold build is spread out: the largest module is the one that writes, compares and hashes files, a tenth
of it; libyaml, markdown-it and the templates' engine together are less than a sixth. What could still be taken away,
and was not: text that stands in two offices is looked for in one process (0.5 s at 10,000; in several it took longer);
menus and feet could be made once for each folder (an estimated 2 % of the pages); the records of a report are written
three times, for itself, its year and all (more than half of the bytes), which is what readers are offered. A build
after one edit spends most of its time on the two files of all years, 0.9 GB at 10,000 reports, written and hashed anew;
the rest is the year's index, and looking at the stamps of 20,000 sources and 36,000 published files.

## What is compared

All make the same pages of the same fictional reports (`bench/fiction.py`): a page per report with its three legal
tables in all their blocks, nested headers and accessible markup, its prose and facts; home, a list of all reports, a
page per year and per office. All but MkDocs also make CSV and JSON of each report, each year and all reports, with the
same fields. Before the clock runs, `bench/peer_check.py` reads every page and data file of all: every number stands
where `report.yaml` has it, the prose is that of `report.md`, the tables are the same cell for cell and the data files
field for field, and the lists lead to the same pages.

- **gongkai** checks every rule of the forms and every citation, within a report and across years, with the place of
  each number in its file, and links each cited number to its cell; its pages open from disk, too. Only its site has
  charts and tables of each office's years, a table of all offices' main numbers for each year, pages to search and to
  compare with their index, last year's numbers in each report's page, code lists, descriptions and hashes of the data.
- **The peers** do none of that: they know no rules, and as they cannot bind citations, `bench/peer_make.py` has put the
  numbers into the prose and laid the forms out beforehand, untimed. Decimals are floats to them, so that they drop
  final zeros ({reworded}).

Each peer is written to be fast. Links are rooted, which spares a pass over every page.

- **Hugo, YAML** (`bench/peers/hugo`): report files are its data as they are. What is the same in every report of a form
  is made once (`partialCached`), a report's records too, for its own data files and those of its year and of all.
- **Hugo, TOML**: the same templates; reports and front matter converted to TOML beforehand.
- **Eleventy** (`bench/peers/eleventy`): templates and layouts in JavaScript, the numbers read by js-yaml when a page
  needs them (as global data they would be merged into every page), data files written in its `eleventy.after` event.
- **MkDocs** (`bench/peers/mkdocs`): a theme of our own without search; its hooks put the numbers, read by libyaml,
  between the prose. No data files: MkDocs makes pages only.
"""
