-- A place that failed is tried again every few minutes: one that did so days ago is none any more.
select place, reached, reached_at, failed_at, failure
  from checkpoint_places
 where failed_at is null or failed_at > clock_timestamp() - interval '1 day'
 order by place
