import { writeJson } from "../../src/base/escape_controls.ts";
import type { RecordInfo } from "../../src/store/store.ts";
import { type Column, count, layOutTable, nameOf } from "./cells.ts";
import { sizeOf, timeOf, wakeOf } from "./cells.ts";
import { listRecords } from "./pages.ts";
import { type StoreFile, type Task, withStore } from "./task.ts";

/** How many actors are listed unless an option says it. */
const LIMIT = 50;

/** What a store has of one actor type. */
interface TypeRow {
  readonly type: string;
  readonly actors: number;
  readonly bytes: number;
  readonly largest: number;
  readonly wakes: number;
  readonly committedAt: number;
}

/** Lists the actors of a store, or their types. */
export function list(task: Task): Promise<number> {
  return withStore(
    task,
    (store) =>
      task.options.types ? listTypes(store, task) : listActors(store, task),
  );
}

async function listActors(store: StoreFile, task: Task): Promise<number> {
  const { options, shell } = task;
  const { limit = LIMIT, ...wanted } = options;
  const rows: RecordInfo[] = [];
  let next: RecordInfo | undefined;
  for await (const info of listRecords(store, wanted)) {
    if (rows.length < limit) rows.push(info);
    else {
      next = rows.at(-1);
      break;
    }
  }
  if (options.json) {
    const document = { actors: rows, next: next?.actor ?? null };
    shell.out(`${writeJson(document, 2)}\n`);
    return 0;
  }
  shell.out(layOutTable(columnsAt(shell.now()), rows, shell.columns));
  if (next !== undefined) {
    shell.error(`There are more; go on with --after '${nameOf(next.actor)}'\n`);
  }
  return 0;
}

function columnsAt(now: number): readonly Column<RecordInfo>[] {
  return [
    { title: "ACTOR", read: ({ actor }) => `${actor.type}/${actor.id}` },
    { title: "VERSION", isRight: true, read: ({ version }) => `${version}` },
    { title: "SIZE", isRight: true, read: ({ size }) => sizeOf(size) },
    { title: "COMMITTED", read: ({ committedAt }) => timeOf(committedAt) },
    { title: "WAKES", read: ({ wakeAt }) => wakeOf(wakeAt, now) },
  ];
}

const TYPE_COLUMNS: readonly Column<TypeRow>[] = [
  { title: "TYPE", read: ({ type }) => type },
  { title: "ACTORS", isRight: true, read: ({ actors }) => `${actors}` },
  { title: "SIZE", isRight: true, read: ({ bytes }) => sizeOf(bytes) },
  { title: "LARGEST", isRight: true, read: ({ largest }) => sizeOf(largest) },
  { title: "WAKE", isRight: true, read: ({ wakes }) => `${wakes}` },
  { title: "COMMITTED", read: ({ committedAt }) => timeOf(committedAt) },
];

async function listTypes(
  store: StoreFile,
  { options, shell }: Task,
): Promise<number> {
  const types = new Map<string, TypeRow>();
  for await (const info of listRecords(store, options)) {
    const { type } = info.actor;
    types.set(type, add(types.get(type), info));
  }
  const rows = Array.from(types.values());
  if (options.json) shell.out(`${writeJson({ types: rows }, 2)}\n`);
  else {
    shell.out(layOutTable(TYPE_COLUMNS, rows, shell.columns));
    const actors = rows.reduce((sum, row) => sum + row.actors, 0);
    shell.error(`${count(actors, "actor")}\n`);
  }
  return 0;
}

function add(row: TypeRow | undefined, info: RecordInfo): TypeRow {
  const { actor: { type }, size, wakeAt, committedAt } = info;
  return {
    type,
    actors: (row?.actors ?? 0) + 1,
    bytes: (row?.bytes ?? 0) + size,
    largest: Math.max(row?.largest ?? 0, size),
    wakes: (row?.wakes ?? 0) + (wakeAt === null ? 0 : 1),
    committedAt: Math.max(row?.committedAt ?? 0, committedAt),
  };
}
