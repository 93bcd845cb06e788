-- SPDX-License-Identifier: GPL-2.0-or-later
-- Events in DuckDB (tried with 1.5), which reads ndjson where it lies. One file of all parts, so that a run has one number:
--
--     sipfix report --format ndjson --output all.ndjson events/
--     duckdb -cmd '.read duckdb.sql' -cmd '.read calls.sql'
--
-- The view has the name and columns of postgresql.sql's: calls.sql and the same queries go to both.

create view sipfix_event as
select capture, run, frame, time, date_trunc('week', time)::date as week, status, method, hop, src as answering, dst as asking, client,
       moved."from" as old_address, moved.final as new_address, outcome."is" as outcome, "case" as problem, root as cause, story
from read_json('all.ndjson', format = 'newline_delimited', maximum_object_size = 33554432, columns = {
    schema: 'varchar', capture: 'varchar', run: 'integer', frame: 'bigint', time: 'timestamp', status: 'integer',
    method: 'varchar', hop: 'integer', src: 'varchar', dst: 'varchar', client: 'varchar',
    moved: 'struct("from" varchar, final varchar)', outcome: 'struct("is" varchar)', "case": 'varchar', root: 'varchar',
    story: 'integer'})
where schema = 'sipfix-event/2';
