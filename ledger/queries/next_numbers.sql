select nextval('case_numbers') from generate_series(1, $1::int)
