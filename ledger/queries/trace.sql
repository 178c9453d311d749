with people as (
    insert into trace_people (person, leaf) select * from unnest($12::int[], $13::bigint[]) on conflict do nothing
), days as (
    insert into trace_days (clock, day, block) select * from unnest($14::text[], $15::date[], $16::int[])
    on conflict do nothing
)
insert into traces (leaf, at, recorded_at, number, version, type, by, office, region, industry, letter)
select * from unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[], $4::text[], $5::int[], $6::int[], $7::int[],
                     $8::int[], $9::int[], $10::int[], $11::text[])
