// SPDX-License-Identifier: GPL-2.0-or-later
// The views of share/scale/duckdb.sql and calls.sql, and the queries of docs/scale.md, in a real DuckDB: they give what PostgreSQL's give, and
// the report's numbers.
//
//     npm install @duckdb/node-api
//     node trial_duckdb.mjs SOURCE COMMAND
//
// SOURCE: the project's folder; COMMAND: sipfix, with WIRESHARK_PLUGIN_DIR set where it is not installed. Not a test of
// `./run test`: Debian has no DuckDB.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";

const { DuckDBInstance } = createRequire(path.join(process.cwd(), "x"))("@duckdb/node-api");
const [source, command] = process.argv.slice(2);
const sipfix = (...words) => execFileSync(command, words, { encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "ignore"] });

function want(what, got, expected) {
    if (JSON.stringify(got) !== JSON.stringify(expected))
        throw new Error(`${what}: ${JSON.stringify(got)} is not ${JSON.stringify(expected)}`);
    console.log(`${what}: as the report says (${Object.keys(expected).length})`);
}

const sorted = (counts) => Object.fromEntries(Object.entries(counts).filter(([, n]) => n > 0).sort());

const folder = mkdtempSync(path.join(tmpdir(), "sipfix-duckdb-"));
try {
    const captures = readdirSync(`${source}/captures`).filter((name) => name.endsWith(".pcapng")).sort()
        .map((name) => `${source}/captures/${name}`);
    for (const half of [0, 1])
        sipfix("analyze", "--quiet", "--no-stitch", "--format", "ndjson", "--output", `${folder}/${half}.ndjson`,
               ...captures.filter((_, nth) => nth % 2 === half));
    const parts = [`${folder}/0.ndjson`, `${folder}/1.ndjson`];
    sipfix("report", "--quiet", "--format", "ndjson", "--output", `${folder}/all.ndjson`, ...parts);
    const report = JSON.parse(sipfix("report", "--quiet", "--format", "json", ...parts));

    const database = await (await DuckDBInstance.create(":memory:")).connect();
    const rows = async (query) => (await database.runAndReadAll(query)).getRowObjects();
    process.chdir(folder);
    for (const views of ["duckdb", "calls"])
        await database.run(readFileSync(`${source}/share/scale/${views}.sql`, "utf8"));
    const page = readFileSync(`${source}/docs/scale.md`, "utf8");
    const asked = Object.fromEntries([...page.matchAll(/```sql\n-- (.*?)\n([^]*?)```/g)].map(([, title, query]) => [title, query]));

    const weeks = {};
    for (const { problem, outcome, calls } of await rows("select * from sipfix_week")) {
        weeks[problem] ??= {};
        weeks[problem][outcome] = (weeks[problem][outcome] ?? 0) + Number(calls);
    }
    const told = Object.fromEntries(report.problems.map((one) => [one.case, sorted(one.outcomes)]));
    want("calls of each problem", Object.fromEntries(Object.keys(told).map((one) => [one, sorted(weeks[one] ?? {})])), told);
    const lost = await rows(asked["Lost calls by week and cause."]);
    want("lost calls by week and cause", [lost.reduce((sum, row) => sum + Number(row.calls), 0)],
         [Object.values(told).reduce((sum, ends) => sum + (ends.lost ?? 0) + (ends.refused ?? 0), 0)]);
    const old = await rows(asked["Which trunks still dial the old number."]);
    sipfix("report", "--quiet", "--format", "csv", "--table", "routes", "--output", `${folder}/routes.csv`, ...parts);
    const counted = {};
    for (const row of old)
        counted[row.old_address] = (counted[row.old_address] ?? 0) + Number(row.calls);
    const routes = await rows('select old, "count" as calls from read_csv(\'routes.csv\', all_varchar = true)');
    const firstHops = Object.fromEntries(routes.filter((row) => row.old in counted).map((row) => [row.old, Number(row.calls)]));
    want("calls to old numbers", Object.fromEntries(Object.keys(firstHops).map((one) => [one, counted[one]])), firstHops);
    if (Object.keys(firstHops).length === 0)
        throw new Error("nobody dials an old number");
} finally {
    process.chdir("/");
    rmSync(folder, { recursive: true });
}
