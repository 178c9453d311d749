select report, kind, at, known_at, leaf, digest, version, frozen_at, by
  from reports
 where ($1::text is null or kind = $1)
 order by version desc
