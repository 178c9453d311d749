-- Names by which the desk finds a pinyin: PostgreSQL as it is embedded knows none.
select id, name from entities order by name, id limit $1
