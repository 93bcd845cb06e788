-- SPDX-License-Identifier: GPL-2.0-or-later
-- Events in PostgreSQL (tried with 15). One file of all parts, so that a run has one number:
--
--     sipfix report --format ndjson --output all.ndjson events/
--     psql -f postgresql.sql -f calls.sql
--     psql -c "\copy sipfix_line from all.ndjson with (format csv, quote e'\x01', delimiter e'\x02')"
--
-- A line of ndjson holds no control characters, so as "csv" with such marks it is one column, as it is.

create table sipfix_line (line jsonb not null);

create view sipfix_event as
select line->>'capture' as capture, (line->>'run')::int as run, (line->>'frame')::bigint as frame, (line->>'time')::timestamptz as time,
       date_trunc('week', (line->>'time')::timestamptz at time zone 'UTC')::date as week,
       (line->>'status')::int as status, line->>'method' as method, (line->>'hop')::int as hop,
       line->>'src' as answering, line->>'dst' as asking, line->>'client' as client,
       line->'moved'->>'from' as old_address, line->'moved'->>'final' as new_address,
       line->'outcome'->>'is' as outcome, line->>'case' as problem, line->>'root' as cause, (line->>'story')::int as story
from sipfix_line where line->>'schema' = 'sipfix-event/2';
