-- The roots of tiles $2 up to but not $3 of one height, as far as they are kept.
select tile, root from tiles where height = $1 and tile >= $2 and tile < $3 order by tile
