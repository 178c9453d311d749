insert into tiles (height, tile, root)
select $1, $2 + one.place - 1, one.root from unnest($3::bytea[]) with ordinality as one (root, place)
