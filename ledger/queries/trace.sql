with people as (
    insert into trace_people (person, leaf, type, region)
    select * from unnest($12::int[], $13::bigint[], $14::int[], $15::int[])
    on conflict do nothing
), days as (
    insert into trace_days as d (clock, day, block, low, high)
    select * from unnest($16::text[], $17::date[], $18::int[], $19::bigint[], $20::bigint[])
    on conflict (clock, day, block) do update
       set low = least(d.low, excluded.low), high = greatest(d.high, excluded.high)
     where excluded.low < d.low or excluded.high > d.high
), corrected as (
    insert into moved (number) select * from unnest($21::text[]) on conflict do nothing
)
insert into traces (leaf, at, recorded_at, number, version, type, by, office, region, industry, letter)
select * from unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[], $4::text[], $5::int[], $6::int[], $7::int[],
                     $8::int[], $9::int[], $10::int[], $11::text[])
