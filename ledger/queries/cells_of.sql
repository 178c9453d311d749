select c.cell, c.region, c.industry, c.channel, c.level, c.office
  from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) as f (region, industry, channel, level, office)
  join cells c on c.region = f.region and c.industry = f.industry and c.channel = f.channel
              and c.level = f.level and c.office = f.office
