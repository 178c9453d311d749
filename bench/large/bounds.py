"""What was chosen from the measurements, and what stands between a figure and its goal."""

CHOICES: dict[str, str] = {
    "P6": "One partial covering index of the open cases (`cases_open`), and no rollup: a rollup by region, industry and rung"
    " does not know what falls due, and one that also keeps the day is no smaller than the index. The index is in the order"
    " of the grouping, so that no text is hashed; the same counts over the numbered cells of `states_now` took half as long"
    " again, because thousands of cells must then be named, and so did one wide index for this and the other lists.",
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
    " that does not fill a page.",
    "P6": "Some 100,000 entries of an index, each compared with the one before by its texts: 0.2 to 0.3 µs each. Numbers in"
    " place of texts would halve that and cost every append the looking up.",
    "P11": "Pages whose statements take a millisecond or two are rendered in a few: templates, names on record, the form in the"
    " row.",
    "P12": "As of a day the states that stood then are picked from all there ever were, by when they ended; today's stand in"
    " a table of their own.",
    "P13": "Verify reads and hashes every event, which is what the bare run does. What has changed since the last sound"
    " verification, or everything with `--full`, is then parsed and folded into its case, its marks are counted again, whose"
    " turn it was is folded a second time, and numbers, commands, tree and views are compared: the folds cost what parsing"
    " does, twice.",
}
