-- How many tiles of a height are kept: they are without a gap.
select coalesce(max(tile) + 1, 0) from tiles where height = $1
