-- The numbering as a whole: how many numbers, the first and the last, and where the sequencer says it is.
select (select count(*) from leaves) as numbered, (select min(leaf) from leaves) as first,
       (select coalesce(max(leaf), 0) from leaves) as last, (select leaf from sequenced) as sequenced,
       (select count(*) from events) as events
