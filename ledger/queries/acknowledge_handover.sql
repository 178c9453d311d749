-- $1 handover, $2 its taker: once
insert into handovers_acknowledged (handover, by)
select handover, taker from handovers where handover = $1 and taker = $2
on conflict (handover) do nothing
returning handover
