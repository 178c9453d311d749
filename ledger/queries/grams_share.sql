select grams_share($1::int[])
