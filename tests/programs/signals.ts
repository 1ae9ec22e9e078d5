// Plays the part of its argument until signals end it, and prints how far it
// is.
import { Engine, stopOnSignals } from "@backstage/actors";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { cast, type Part } from "../support/cast.ts";

type Name =
  | "drain"
  | "endless"
  | "failing"
  | "hanging"
  | "reading"
  | "events"
  | "deaf"
  | "twice"
  | "stopped"
  | "disposed";

const never = new Promise<void>(() => {});
const door = Promise.withResolvers<void>();
const note = (...data: unknown[]): void => console.log(data.join(" "));
const isPart = (...names: Name[]): boolean =>
  names.includes(Deno.args[0] as Name);

const part: Part = {
  tell: async () => {
    note("working");
    await door.promise;
    note("worked");
  },
  deinit: async (reason) => {
    note("deinit:", reason);
    if (isPart("deaf")) await never;
  },
};
cast.set("a", part);

const engine = new Engine({
  ...(isPart("hanging", "events") ? { drainTimeoutMs: 50 } : {}),
  logger: { debug: note, info: note, warn: note, error: note },
});
engine.events.subscribe(({ kind }) => {
  const isOpening = kind === "stopping" &&
    !isPart("endless", "deaf", "failing");
  if (isOpening) door.resolve();
  if (kind === "stopping" || kind === "stopped") note(kind);
});
/** Reads as a response does that a server's shutdown waits for. */
async function readAll(name: string, source: AsyncIterable<unknown>) {
  await Array.fromAsync(source);
  note(`${name} ended`);
}

const news = engine.getStream<string>("news");
const reading: Promise<void>[] = [];
if (isPart("reading")) {
  reading.push(readAll("iteration", news), readAll("readable", news.readable));
}
if (isPart("events")) reading.push(readAll("events", engine.events));

const watch = stopOnSignals(engine, {
  beforeStop: async () => {
    note("before");
    if (isPart("drain")) throw new Error("no");
    if (isPart("hanging")) await never;
    // One that comes while the program prepares to stop ends, too.
    if (isPart("reading")) await readAll("late", news);
    await Promise.all(reading);
  },
});
if (isPart("failing")) Deno.exitCode = 3;
if (isPart("twice")) stopOnSignals(engine);
// Something of the program's own that goes on for ever.
const isOver = isPart("stopped", "disposed");
cast.set("clock", { tell: (ctx) => void ctx.runRecurring(1_000, () => {}) });
if (isOver) new Engine().getActor(PuppetProxy, "clock").tell(null);

if (isPart("stopped")) await engine.stop();
if (isPart("disposed")) {
  watch[Symbol.dispose]();
  watch[Symbol.dispose]();
}
if (isOver) note("gone");
else if (Deno.args.length > 0) {
  engine.getActor(PuppetProxy, "a").tell(null).catch(() => {});
  await engine.stopped;
  note("over");
}
