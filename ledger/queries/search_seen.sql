-- The same by the web's role: the database adds who may see (migration 026). Read in one go with what it found.
select f.leaf
  from found($1, $2::int[], $3::text[], $4::int[], $5::int[], $6::int[], $7::int[], $8::int[], $9, $10, $11, $12, $13,
             $14::text[], $15::text[], $16::text[], $17::bigint[], $18::bigint[], $19) f
