"""Makes every file of the site, lot by lot: what the last build left is kept, the rest made by many or by a crew."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from gongkai import record
from gongkai.finding import Finding
from gongkai.lots import Bench, Lot, Made
from gongkai.manifest import manifest
from gongkai.record import Done, Record
from gongkai.search.index import Told
from gongkai.staging import Written
from gongkai.workers import Crew, mapped

_MANY = 20  # lots: from there on it pays to compile all templates before processes are forked


def render_all(
    bench: Bench, last: Record, wrong: Callable[[Finding], None], done: list[Done], jobs: int | Crew
) -> Iterator[Written]:
    """Every file of the site, one after the other; those first of which others tell sizes or hashes.

    A template's mistake is told once per place and goes on. What was made without one is added to `done`.
    """
    files: dict[str, Written] = {}

    def run(lots: Iterable[Lot], jobs: int | Crew) -> Iterator[Written]:
        every = list(lots)
        stand = {lot.name: record.kept(last, lot.name, lot.key, bench.staging.standing) for lot in every}
        todo = [lot for lot in every if stand[lot.name] is None]
        results = _made(bench, todo, jobs)
        for lot in every:
            kept = stand[lot.name]
            if kept is None:
                made = next(results)
                for found in made.wrong:
                    wrong(found)
                kept = Done(lot.name, lot.key if not made.wrong else "", made.files, made.extra)
            done.append(kept)
            files.update((file.path, file) for file in kept.files)
            yield from kept.files

    # what takes longest comes first, so that no process has to wait for another at the end
    yield from run(bench.offices(), jobs)
    yield from run([*bench.indexes(), *bench.years(files)], jobs)
    yield from run([*bench.whole(files), *bench.pages(), *bench.copies()], jobs)
    told = {year: Told(*lot.extra) for year in bench.desk.by_year for lot in done if lot.name == f"index {year}"}
    here = 1 if isinstance(jobs, Crew) else jobs  # what tells of all files is not for those who do not have the list
    yield from run(bench.last(files, told), here)
    yield from run(bench.data_page(files), here)
    yield bench.staging.put(manifest(files.values()))


def _made(bench: Bench, todo: Sequence[Lot], jobs: int | Crew) -> Iterator[Made]:
    if isinstance(jobs, Crew):
        return jobs.mapped(partial(jobs.make, bench.key), [(lot.name, lot.sizes) for lot in todo])
    if jobs > 1 and len(todo) > _MANY:
        bench.desk.theme.prepare()
    return mapped(lambda lot: lot.make(), todo, jobs)
