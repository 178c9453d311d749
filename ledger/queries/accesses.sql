select position, at, by, what, subject, purpose, people, detail
  from access_log
 where ($1::text is null or by = $1)
   and ($2::text is null or what = $2)
   and ($3::text is null or subject = $3)
   and ($4::text is null or people @> array[$4::text])
   and ($5::timestamptz is null or at >= $5)
   and ($6::timestamptz is null or at < $6)
   and ($7::bigint is null or position < $7)
 order by position desc
 limit $8
