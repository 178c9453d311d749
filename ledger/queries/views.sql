select s.leaf as leaves, f.name, f.leaf from sequenced s left join followers f on true
