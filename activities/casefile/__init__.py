"""案卷 a case taken out for the archive: one file with its pages, its papers, its events as stored, and their proof."""
