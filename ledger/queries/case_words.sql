-- What the cases of a page are found by so far.
select number, text from case_words where number = any ($1::text[])
