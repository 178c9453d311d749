-- Two who add the same: one of them does.
insert into cells (region, industry, channel, level, office)
select f.region, f.industry, f.channel, f.level, f.office
  from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) as f (region, industry, channel, level, office)
 where not exists (select from cells c
                    where c.region = f.region and c.industry = f.industry and c.channel = f.channel
                      and c.level = f.level and c.office = f.office)
    on conflict do nothing
