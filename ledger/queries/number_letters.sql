-- The counter's row stays locked until the caller's transaction ends: no number is lost, none is given twice.
insert into letter_counters as c (issuer, year, last) values ($1, $2, $3)
on conflict (issuer, year) do update set last = c.last + $3
returning last
