-- Two who follow for the same view at once: the second waits, and goes on where the first one came to.
insert into followers as f (name, leaf) values ($1, 0) on conflict (name) do update set leaf = f.leaf
returning leaf
