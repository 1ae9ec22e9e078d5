/**
 * Reads all books and registers once all is over, again until what was sent has
 * come, and writes them down.
 *
 * @module
 */
import { Engine } from "@backstage/actors";
import { nats } from "@backstage/actors/nats";
import { CofferProxy } from "../../cast/generated/coffer_proxy.gen.ts";
import { SlotProxy } from "../../cast/generated/slot_proxy.gen.ts";
import { passed } from "../../../bench/cluster/passed.ts";
import { type Books, isSettled } from "../check/books.ts";
import { CAST, nameCoffers, nameSlots } from "./cast.ts";
import { Journal } from "./journal.ts";
import type { AuditSettings } from "./settings.ts";

const CALL_MS = 30_000;
const LOOK_MS = 100;

const settings = JSON.parse(Deno.args[0]!) as AuditSettings;
const { servers, replicas, path, booksPath, patienceMs } = settings;
const engine = new Engine({
  cluster: nats({
    ...{ servers, replicas },
    name: settings.cluster,
    node: "auditor",
  }),
  callTimeoutMs: CALL_MS,
});

async function readBooks(): Promise<Books> {
  const books: Books = {};
  await Promise.all(
    nameCoffers(CAST).map(async (name) => {
      books[name] = await engine.getActor(CofferProxy, name).read();
    }),
  );
  return books;
}

async function readSlots(): Promise<void> {
  using journal = new Journal(path);
  await Promise.all(
    nameSlots(CAST).map(async (actor) => {
      const call = {
        kind: "read",
        number: 1,
        parts: [],
        isKeyed: false,
      } as const;
      await journal.record(
        { ...call, lane: `auditor/${actor}`, actor },
        () => engine.getActor(SlotProxy, actor).read(),
      );
    }),
  );
}

await engine.joined;
const end = performance.now() + patienceMs;
let books = await readBooks();
while (!isSettled(books) && performance.now() < end) {
  await passed(LOOK_MS);
  books = await readBooks();
}
await Deno.writeTextFile(booksPath, JSON.stringify(books));
await readSlots();
await engine.stop();
