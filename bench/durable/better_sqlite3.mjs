/**
 * Commits batches with better-sqlite3, under Node, which it is made for: a line
 * of input says how many of which size, a line of output how long each took.
 */
import Database from "better-sqlite3";
import { createInterface } from "node:readline";
import process from "node:process";
import { Buffer } from "node:buffer";

const [path, setUp, actors, stateBytes] = process.argv.slice(2);
const database = new Database(path);
database.exec(setUp);
const bytes = Buffer.alloc(Number(stateBytes), 7);
const versions = new Uint32Array(Number(actors)).fill(1);
const insert = database.prepare(
  "INSERT INTO actor VALUES (?, 'Account', ?, 1, NULL, NULL, ?, ?)",
);
const update = database.prepare(
  "UPDATE actor SET version = ?, committed_at = ?, bytes = ? WHERE key = ?",
);

database.transaction(() => {
  for (let key = 0; key < versions.length; key++) {
    insert.run(key, `account ${key}`, Date.now(), bytes);
  }
})();

const write = database.transaction((keys) => {
  const now = Date.now();
  for (const key of keys) {
    const version = ++versions[key];
    bytes[0] = version;
    update.run(version, now, bytes, key);
  }
});

function pick(size) {
  const picked = new Set();
  while (picked.size < size) {
    picked.add(Math.floor(Math.random() * versions.length));
  }
  return Array.from(picked);
}

function time(size) {
  const keys = pick(size);
  const start = performance.now();
  write.immediate(keys);
  return performance.now() - start;
}

console.log(JSON.stringify([]));
for await (const line of createInterface({ input: process.stdin })) {
  const { size, batches } = JSON.parse(line);
  const times = Array.from({ length: batches }, () => time(size));
  console.log(JSON.stringify(times));
}
database.close();
