-- Soonest first, of one batch or of all; by key, so that the reader holds no cursor while he arms. What is open and what has
-- ended (执法事项 go on) are two stretches of one index.
select number, version, due_at
  from ((select number, version, due_at from cases
          where open and (coalesce(due_at, 'infinity'), number) > ($1::timestamptz, $2::text)
            and coalesce(due_at, 'infinity') < 'infinity' and ($4::text is null or batch = $4)
          order by coalesce(due_at, 'infinity'), number limit $3)
        union all
        (select number, version, due_at from cases
          where not open and (coalesce(due_at, 'infinity'), number) > ($1::timestamptz, $2::text)
            and coalesce(due_at, 'infinity') < 'infinity' and ($4::text is null or batch = $4)
          order by coalesce(due_at, 'infinity'), number limit $3)) c
 order by due_at, number
 limit $3
