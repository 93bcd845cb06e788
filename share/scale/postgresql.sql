-- SPDX-License-Identifier: GPL-2.0-or-later
-- Events in PostgreSQL (tried with 15). One file of all parts, so that a run has one number:
--
--     sipfix report --format ndjson --output all.ndjson events/
--     psql -f postgresql.sql
--     psql -c "\copy sipfix_line from all.ndjson with (format csv, quote e'\x01', delimiter e'\x02')"
--
-- A line of ndjson holds no control characters, so as "csv" with such marks it is one column, as it is.

create table sipfix_line (line jsonb not null);

create view sipfix_event as
select line->>'capture' as capture, (line->>'run')::int as run, (line->>'frame')::bigint as frame, (line->>'time')::timestamptz as time,
       (line->>'status')::int as status, line->>'method' as method, (line->>'hop')::int as hop,
       line->>'src' as answering, line->>'dst' as asking, line->>'client' as client,
       line->'moved'->>'from' as old_address, line->'moved'->>'final' as new_address,
       line->'outcome'->>'is' as outcome, line->>'case' as problem, line->>'root' as cause, (line->>'story')::int as story
from sipfix_line where line->>'schema' = 'sipfix-event/2';

-- A call is a story of a run; what became of it, its last answer tells, but one that leaves it open does not make a lost call
-- an open one.
create view sipfix_call as
select distinct on (run, story, problem) capture, run, frame, time, status, method, answering, asking, client, old_address, new_address,
       case when outcome = 'unknown' then coalesce(lost, outcome) else outcome end as outcome, problem, cause, story
from (select *, max(outcome) filter (where outcome in ('lost', 'refused')) over (partition by run, story) as lost
      from sipfix_event) as event
where problem is not null
order by run, story, problem, time desc, frame desc;

-- Problems a week: calls by what became of them.
create view sipfix_week as
select date_trunc('week', time at time zone 'UTC')::date as week, problem, status, cause, outcome, count(*) as calls
from sipfix_call group by 1, 2, 3, 4, 5;
