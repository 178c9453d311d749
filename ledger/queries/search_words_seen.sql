-- Cases with the words, of those that are seen, so many at most.
select w.number from cases_with($1::int[], $2::text[], $3::text[], $4::text[], $5) w
