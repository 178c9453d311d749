"""案卷 the pure parts of a case file for the archive (档案): what it tells, in which order, drawn from events alone."""
