-- 升级到谁: lapses of offices by the post they stand before by now.
select stands, kind, count(distinct number) as many, min(due_on) as since
  from turns
 where stands <> ''
 group by stands, kind
 order by stands, min(due_on), kind
