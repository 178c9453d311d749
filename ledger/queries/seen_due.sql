-- Whose time runs out after an instant, up to another, by number. $3: within which place; $4: kinds of deadlines; $5: one.
select number
  from cases
 where due_at > $1::timestamptz and due_at <= $2::timestamptz and starts_with(region, $3)
   and ($4::text[] is null or due_kind = any ($4)) and ($5::text is null or due_label = $5) and number > $6
 order by number
 limit $7
