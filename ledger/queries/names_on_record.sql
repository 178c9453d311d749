-- Names, and in the same statement that they were read: nobody sees them before the row stands. Offices and entities are
-- no personal data: reading them alone leaves no row.
with found as (
    select id, name, true as person from people where id = any ($1::text[])
    union all
    select id, name, false from offices where id = any ($1::text[])
    union all
    select id, name, false from entities where id = any ($1::text[])
), noted as (
    insert into access_log (by, what, subject, purpose, people, detail)
    select $2, $3, $4, $5, array(select id from found where person order by id), $6::jsonb
     where exists (select from found where person)
)
select id, name from found
