with made as (
    insert into accounts (name, person, administrator) values ($1, $2, $3)
    on conflict (name) do nothing
    returning name
), noted as (
    insert into account_changes (by, account, deed) select $4, name, 'made' from made
)
select exists (select from made)
