-- Another cluster counts its transactions from its own beginning: the restored come first, and nothing the new cluster
-- writes can sort before them (G4). Nobody writes now, so every event gets its number in the order it had, before that is
-- forgotten; an archive from before there were numbers gets them afterwards. Run before the triggers are back.
do $$
begin
    if to_regclass('public.leaves') is not null then
        insert into leaves (leaf, stream, version)
        select s.leaf + row_number() over (order by e.xid, e.position), e.stream, e.version
          from events e, sequenced s
         where (e.xid, e.position) > (s.xid, s.position);
        update sequenced set xid = '3', position = (select coalesce(max(position), 0) from events),
                             leaf = (select coalesce(max(leaf), 0) from leaves);
    end if;
    update events set xid = '3';
end $$
