-- Whose lapses of one kind stand before a post, by number.
select distinct number from turns where stands = $1 and kind = $2 and number > $3 order by number limit $4
