-- 包案领导 of the cases that have climbed. $1: within which place.
select sponsor, rung, many from sponsors($1)
