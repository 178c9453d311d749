"""查档 what is asked of the record: search, figures and cases as of any instant, reports."""
