// Word count by DuckDB in a process of its own: node duckdb.mjs MODULES FILE THREADS
// MODULES is a folder in which @duckdb/node-api was installed. Prints one line of JSON:
// {"totalWords", "distinct", "checksum", "ms"}; ms is the query alone, into a table, without start and read-back.
import { createRequire } from 'node:module';
import path from 'node:path';

const [modules, file, threads] = process.argv.slice(2);
const { DuckDBInstance } = createRequire(path.join(path.resolve(modules), 'package.json'))('@duckdb/node-api');

const db = await DuckDBInstance.create(':memory:', { threads });
const connection = await db.connect();
const quoted = file.replaceAll("'", "''");

const started = performance.now();
await connection.run(`
  CREATE TEMP TABLE counts AS
  SELECT word, count(*) AS n
  FROM (SELECT unnest(string_split(line, ' ')) AS word
        FROM read_csv('${quoted}', columns = {'line': 'VARCHAR'}, header = false, auto_detect = false,
                      delim = '\x01', quote = '', escape = '', new_line = '\\n'))
  WHERE word <> ''
  GROUP BY word`);
const ms = performance.now() - started;

// The same checksum as AnswerHash and JobAnswer in C#: sum of mix(fnv1a(word) + count * golden), modulo 2^64.
const mask = (1n << 64n) - 1n;
const golden = 0x9E3779B97F4A7C15n;

function fnv1a(bytes) {
  let hash = 0xCBF29CE484222325n;
  for (const byte of bytes) hash = ((hash ^ BigInt(byte)) * 0x100000001B3n) & mask;
  return hash;
}

function mix(z) {
  z = ((z ^ (z >> 30n)) * 0xBF58476D1CE4E5B9n) & mask;
  z = ((z ^ (z >> 27n)) * 0x94D049BB133111EBn) & mask;
  return z ^ (z >> 31n);
}

const rows = (await connection.runAndReadAll('SELECT word, n FROM counts')).getRows();
const utf8 = new TextEncoder();
let total = 0n;
let checksum = 0n;
for (const [word, n] of rows) {
  total += BigInt(n);
  checksum = (checksum + mix((fnv1a(utf8.encode(word)) + BigInt(n) * golden) & mask)) & mask;
}

console.log(JSON.stringify({ totalWords: Number(total), distinct: rows.length, checksum: checksum.toString(), ms }));
