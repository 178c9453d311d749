select height, tile, root from tiles order by height, tile
