-- Cases with the words, so many at most: few are gone to one by one, of many the record is read backwards.
select w.number from case_words w where w.grams @> $2::int[] and :looks limit $1
