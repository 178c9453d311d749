select place, reached, reached_at, failed_at, failure from checkpoint_places order by place
