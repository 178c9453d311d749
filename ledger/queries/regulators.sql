-- Offices where somebody regulates: a report may name one, a referral goes to one.
select distinct body ->> 'at' as at from appointments where body ->> 'role' = 'regulator' order by 1
