-- One array of numbers cannot hold arrays of several lengths: they come as the texts of arrays.
insert into case_words (number, text, initials, grams)
select number, text, initials, grams::int[]
  from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as w (number, text, initials, grams)
on conflict (number) do update
   set text = excluded.text, initials = excluded.initials, grams = excluded.grams
