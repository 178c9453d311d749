-- Two who follow for the same view at once: the second waits, and goes on where the first one came to. A page is folded
-- within its transaction: on a machine that is short of CPU that takes longer than a client may otherwise hang.
insert into followers as f (name, leaf) values ($1, 0) on conflict (name) do update set leaf = f.leaf
returning leaf, set_config('idle_in_transaction_session_timeout', '2min', true)
