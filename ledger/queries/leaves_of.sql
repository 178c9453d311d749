-- The numbers of a case's events, and of the genesis event (as version 0).
select version, leaf from leaves where stream = $1
union all
select 0, leaf from leaves where stream = 'ledger' and version = 1
 order by version
