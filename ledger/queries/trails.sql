-- Whole trails of many streams at once, each in the order of its versions.
select stream, version, type, shape, at, recorded_at, body
  from events
 where stream = any ($1)
 order by stream, version
