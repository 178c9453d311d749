"""What stands between a figure and its goal, as profiling told: printed when the goal is missed."""

BOUNDS: dict[str, str] = {
    "P1": "The CPU of two cores, nearly all of it the Temporal server's and the SDK's. Of a life's own cost the ledger's"
    " part is seven times recall, decide and append: about 0.8 ms of Python and 0.6 ms of PostgreSQL each. Beside the bare"
    " workflow stand the local activity's marker for each command and the timer set anew where a command moves the deadline.",
    "P3": "An append is three rows, at least three index entries and a trigger; the raw INSERT is one row and one entry."
    " Commit and socket are the same for both. In PostgreSQL the append's statement alone costs five raw INSERTs: making"
    " three tables and the indexes of `cases` ready to be written is half of it (each index of `cases` costs some 1.5 µs"
    " whether it is written or not, so none is there that another can stand for), the chain's trigger (G5) a tenth. In"
    " Python the hash, the snapshot and 38 parameters cost as much again as the raw INSERT. One connection pays all of that in turn. With sixteen, what comes"
    " while others commit is committed together, each still standing or falling by itself.",
    "P7": "A deadline answered is a timer, a skip of the clock and an append, some 40 ms each on a busy machine; a silent"
    " case also hands over a message for most of them, a file and a row, before its clock may move on.",
    "P8": "One firing is a workflow task, and its append is the smaller part: CPU, as in P1.",
    "P9": "A command that moves the deadline is nine events of the life, one that does not seven: asked, accepted, executed,"
    " answered, and the task around them. A message that leaves with its command is none; one that could not is six.",
    "P10": "Rows are adopted one by one in Python: rules, the fold, the deadline, the hash and the snapshot of each, a third"
    " of a millisecond together; the COPY itself is a tenth of that. Arming is one workflow start and one recall for each"
    " case, against a start alone.",
}
