// Plays the part of its argument until signals end it, and prints how far it
// is.
import { Engine, stopOnSignals } from "@backstage/actors";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { cast, type Part } from "../support/cast.ts";

type Name =
  | "drain"
  | "endless"
  | "failing"
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
  logger: { debug: note, info: note, warn: note, error: note },
});
engine.events.subscribe(({ kind }) => {
  if (kind === "stopping" && isPart("drain", "twice")) door.resolve();
  if (kind === "stopping" || kind === "stopped") note(kind);
});
const watch = stopOnSignals(engine, {
  beforeStop: () => {
    note("before");
    if (isPart("drain")) throw new Error("no");
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
