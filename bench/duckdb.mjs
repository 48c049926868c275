// SPDX-License-Identifier: GPL-3.0-or-later

// node duckdb.mjs DATABASE STATEMENT...: runs the statements and prints the rows of the last one, if it is a SELECT, as
// JSON lines; COPY writes for itself. On standard error the seconds that DuckDB itself had, without the start of node and the loading of the library.
// The package @duckdb/node-api is looked for in COLPORTEUR_BENCH_DUCKDB, a folder with node_modules, and in NODE_PATH.

import { createRequire } from 'node:module';
import { join } from 'node:path';

const folder = process.env.COLPORTEUR_BENCH_DUCKDB;
const require = createRequire(folder ? join(folder, 'package.json') : import.meta.url);
const { DuckDBInstance } = require('@duckdb/node-api');

const [database, ...statements] = process.argv.slice(2);
const start = process.hrtime.bigint();
const instance = await DuckDBInstance.create(database);
const connection = await instance.connect();
let rows = [];
for (const statement of statements)
    rows = (await connection.runAndReadAll(statement)).getRowsJson();
connection.closeSync();
instance.closeSync();
const seconds = Number(process.hrtime.bigint() - start) / 1e9;

if (statements.at(-1).startsWith('SELECT'))
    process.stdout.write(rows.map((row) => JSON.stringify(row) + '\n').join(''));
process.stderr.write(JSON.stringify({ seconds }) + '\n');
