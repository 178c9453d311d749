-- Other open cases of a unit, latest first: one may be merged into another.
select number, unit from cases where entity = $1 and number <> $2 and open order by number desc limit $3
