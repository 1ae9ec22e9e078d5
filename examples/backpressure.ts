// What becomes of a producer that is faster than its consumer.
import { type ActorOptions, Engine, InboxFullError } from "@backstage/actors";
import { DisplayProxy } from "./generated/display_proxy.gen.ts";
import { PrinterProxy } from "./generated/printer_proxy.gen.ts";

/** Every page counts: what does not fit is refused, and its sender told. */
// @generate-proxy
export class Printer {
  static readonly options: ActorOptions = { inboxCapacity: 3 };
  readonly #pages: number[] = [];

  print(page: number): void {
    this.#pages.push(page);
  }

  printed(): number[] {
    return this.#pages;
  }
}

/** Only what is new counts: what has waited longest is dropped. */
// @generate-proxy
export class Display {
  static readonly options: ActorOptions = {
    inboxCapacity: 3,
    overflow: "drop-oldest",
  };
  readonly #shown: number[] = [];

  show(celsius: number): void {
    this.#shown.push(celsius);
  }

  shown(): number[] {
    return this.#shown;
  }
}

if (import.meta.main) {
  await using engine = new Engine();
  const pages = [1, 2, 3, 4, 5];

  // A caller that floods an inbox learns which calls were refused: not run.
  const hasty = engine.getActor(PrinterProxy, "hasty");
  const replies = pages.map((page) => hasty.print(page));
  for (const reply of await Promise.allSettled(replies)) {
    if (reply.status === "fulfilled") continue;
    const { outcome, message } = reply.reason as InboxFullError;
    console.log(`${outcome}: ${message}`);
  }
  console.log("hasty printed", await hasty.printed());

  // A caller that awaits each call goes at its pace, and loses nothing.
  const patient = engine.getActor(PrinterProxy, "patient");
  for (const page of pages) await patient.print(page);
  console.log("patient printed", await patient.printed());

  // Where only the newest value counts, the inbox drops the old ones.
  const display = engine.getActor(DisplayProxy, "hall");
  for (const celsius of [17, 18, 19, 20, 21]) display.show(celsius);
  await engine.run();
  console.log("the display showed", await display.shown());

  for (const { actor, refused, dropped } of engine.snapshot().actors) {
    console.log(`${actor.id}: ${refused} refused, ${dropped} dropped`);
  }
}
