select name from regions() name order by name collate "C" limit 400
