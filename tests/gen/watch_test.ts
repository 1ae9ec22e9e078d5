import { assertEquals } from "@std/assert";
import { watch, type WatchPort } from "../../cli/gen/watch/watch.ts";
import { isGenerated } from "../../cli/gen/scan/scan.ts";

/** Plays back changes, a list of paths at a time, then ends. */
class Playback implements WatchPort {
  readonly log: string[] = [];
  readonly #events: string[][];

  constructor(events: string[][]) {
    this.#events = events;
  }

  listen(paths: readonly string[]) {
    this.log.push(`listen ${paths.join()}`);
    const events = this.#events;
    async function* changes() {
      while (events.length > 0) yield await Promise.resolve(events.shift()!);
    }
    return {
      changes: changes(),
      [Symbol.dispose]: () => this.log.push("close"),
    };
  }

  settle(): Promise<void> {
    this.log.push("settle");
    return Promise.resolve();
  }
}

Deno.test("watch() runs again after a change, not after its own", async () => {
  const port = new Playback([
    ["/gen/a_proxy.gen.ts"],
    ["/gen/a_proxy.gen.ts", "/src/a.ts"],
    ["/gen/b_proxy.gen.ts"],
  ]);
  const run = () => {
    port.log.push("run");
    return Promise.resolve(["/src"]);
  };
  await watch({ run, isOwn: isGenerated }, port, ["/src"]);
  assertEquals(port.log, [
    "listen /src",
    "run",
    "settle",
    "close",
    "listen /src",
    "run",
    "close",
  ]);
});

Deno.test("watch() listens to what the run came to depend on", async () => {
  const port = new Playback([]);
  const run = () => Promise.resolve(["/src/a.ts", "/types.ts"]);
  await watch({ run, isOwn: isGenerated }, port, ["/src"]);
  assertEquals(port.log, [
    "listen /src",
    "close",
    "listen /src,/src/a.ts,/types.ts",
    "close",
  ]);
});
