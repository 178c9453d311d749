"""案件页的各部分 what the page of one case shows, each part from the case's own events; the sentences are the case file's."""
