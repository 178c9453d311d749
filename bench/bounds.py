"""What stands between a figure and its goal, as profiling told: printed when the goal is missed."""

BOUNDS: dict[str, str] = {
    "P1": "The CPU of two cores, nearly all of it the Temporal server's and the SDK's. Of a life's own cost the ledger's"
    " part is seven times recall, decide and append: about 1 ms of Python and 0.7 ms of PostgreSQL each. Beside the bare"
    " workflow stand the local activity's marker for each command and the timer set anew where a command moves the deadline.",
    "P3": "An append is one transaction of its own with three rows and at least four index entries; the raw INSERT is one"
    " row and one entry. Commit and socket are the same for both. Counted in instructions (callgrind), the append's"
    " statement itself costs nine raw INSERTs: making three tables ready to write is a third of it, the chain's trigger (G5)"
    " a tenth, the rule about a command's answer an eighth; none of these can go without a guarantee going too. In Python,"
    " the hash, the view's row and 39 parameters cost as much again as the raw INSERT. With 16 connections both cores are"
    " full and the ratio is that of the CPU milliseconds. Committing the appends of many callers together would pass the"
    " goal, at the price that one conflict fails its neighbours; the engine in front brings some 30 lives a second, the"
    " ledger takes thousands of appends, so nobody waits for it.",
    "P7": "A deadline answered is a timer, a skip of the clock and an append, some 40 ms each on a busy machine; a silent"
    " case also hands over a message for most of them, a file and a row, before its clock may move on.",
    "P8": "One firing is a workflow task, and its append is the smaller part: CPU, as in P1.",
    "P9": "A command that moves the deadline is nine events of the life, one that does not seven: asked, accepted, executed,"
    " answered, and the task around them. A message that leaves with its command is none; one that could not is six.",
    "P10": "Rows are adopted one by one in Python: rules, the fold, the deadline, the hash and the snapshot of each, a third"
    " of a millisecond together; the COPY itself is a tenth of that. Arming is one workflow start and one recall for each"
    " case, against a start alone.",
}
