-- SPDX-License-Identifier: GPL-2.0-or-later
-- Events in DuckDB (tried with 1.5), which reads ndjson where it lies. One file of all parts, so that a run has one number:
--
--     sipfix report --format ndjson --output all.ndjson events/
--     duckdb -init duckdb.sql
--
-- The views have the names and columns of postgresql.sql: the same queries go to both.

create view sipfix_event as
select capture, run, frame, time, status, method, hop, src as answering, dst as asking, client,
       moved."from" as old_address, moved.final as new_address, outcome."is" as outcome, "case" as problem, root as cause, story
from read_json('all.ndjson', format = 'newline_delimited', maximum_object_size = 33554432, columns = {
    schema: 'varchar', capture: 'varchar', run: 'integer', frame: 'bigint', time: 'timestamp', status: 'integer',
    method: 'varchar', hop: 'integer', src: 'varchar', dst: 'varchar', client: 'varchar',
    moved: 'struct("from" varchar, final varchar)', outcome: 'struct("is" varchar)', "case": 'varchar', root: 'varchar',
    story: 'integer'})
where schema = 'sipfix-event/2';

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
select date_trunc('week', time)::date as week, problem, status, cause, outcome, count(*) as calls
from sipfix_call group by 1, 2, 3, 4, 5;
