"""What was chosen from the measurements, and what stands between a figure and its goal."""

CHOICES: dict[str, str] = {
    "P6": "One partial covering index of the open cases (`cases_open`), and no rollup: a rollup by region, industry and rung"
    " does not know what falls due, and one that also keeps the day is no smaller than the index. The index is in the order"
    " of regions alone. A place is then a stretch of it, counted by industry and rung in a table that fits a processor's"
    " cache; and as equal regions lie in the order of the table, whether an entry is visible is looked up once for many."
    " In the order of region, industry and rung each entry was compared with the one before by its texts and looked up"
    " anew: two thirds more. Numbers in place of texts saved a sixth once they had to be named again.",
    "size": "Every index stands for a question or a guarantee. Of an event's own, one is its identity (stream, version) and"
    " one the order in which it is numbered; what it is searched by lies in `traces`, beside it, and can be dropped and made"
    " again. `events`, `commands`, `leaves` and `traces` only grow, so that autovacuum reads each page once or twice in its"
    " life (it comes when a fifth has been added, and skips what it has seen); `cases` alone is rewritten, with room left"
    " in its pages.",
    "parts": "No table is cut. `events` could be cut by the stream alone, for its primary key refuses the second writer and"
    " must hold the key it is cut by; every question about a stream then reads one part as before, the sequencer merges all"
    " parts, its index can no longer be unique, and a load writes as many indexes sixteenfold. `traces` could be cut by leaf;"
    " every key that is rare is then looked for in every part. Nothing is ever deleted, so no part would ever be dropped,"
    " which is what parts are best at.",
}

BOUNDS: dict[str, str] = {
    "P5": "A search is two statements, one that looks the keys up and counts how often each is found, one that reads the page"
    " by the rarest; Python and the socket are half of its milliseconds. Free text that very many cases share (a wording of"
    " the criteria) is looked for in the newest stretch of the record, case by case; the index of words is asked where"
    " that does not fill a page. A unit's name of common words and digits, and initials that only seem to be common, are found"
    " by crossing long lists of that index: no two neighbouring characters of them are rare. Runs of digits kept as words of"
    " their own would help the first.",
    "P6": "Some 100,000 entries of an index are read, found to be visible, and counted by industry and rung: 0.2 µs each. An"
    " entry whose page has changed since the last VACUUM costs a look at the table besides.",
    "P11": "Pages whose statements take a millisecond or two are rendered in a few: templates, names on record, the form in the"
    " row.",
    "P12": "As of a day the states that stood then are picked from all there ever were, by when they ended; today's stand in"
    " a table of their own.",
    "P13": "Verify reads and hashes every event, which is what the bare run does. What has changed since the last sound"
    " verification, or everything with `--full`, is then parsed and folded into its case, its marks are counted again, whose"
    " turn it was is folded a second time, and numbers, commands, tree and views are compared: the folds cost what parsing"
    " does, twice.",
}
