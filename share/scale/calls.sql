-- SPDX-License-Identifier: GPL-2.0-or-later
-- Views over sipfix_event of postgresql.sql or duckdb.sql, in the SQL that both speak.

-- A call is a story of a run; what became of it, its last answer tells, but one that leaves it open does not make a lost call
-- an open one.
create view sipfix_call as
select distinct on (run, story, problem) capture, run, frame, time, week, status, method, answering, asking, client, old_address, new_address,
       case when outcome = 'unknown' then coalesce(lost, outcome) else outcome end as outcome, problem, cause, story
from (select *, max(outcome) filter (where outcome in ('lost', 'refused')) over (partition by run, story) as lost
      from sipfix_event) as event
where problem is not null
order by run, story, problem, time desc, frame desc;

-- Problems a week: calls by what became of them.
create view sipfix_week as
select week, problem, status, cause, outcome, count(*) as calls
from sipfix_call group by 1, 2, 3, 4, 5;
