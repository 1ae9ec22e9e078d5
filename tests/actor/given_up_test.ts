import { assertEquals } from "@std/assert";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { failureOf } from "../support/calls.ts";
import { type Stage, testEverywhere } from "../support/stage.ts";

/** A busy actor, calls to which are given up while they wait. */
class Crowd {
  readonly actor: PuppetProxy;
  readonly #stage: Stage;
  readonly #gate = Promise.withResolvers<void>();

  constructor(stage: Stage, inboxCapacity: number) {
    this.#stage = stage;
    stage.cast("a", { ask: () => this.#gate.promise });
    const engine = stage.open({ inboxCapacity, callTimeoutMs: 0 });
    this.actor = engine.getActor(PuppetProxy, "a");
  }

  async begin(): Promise<void> {
    this.actor.ask("first").then(() => {});
    await this.#stage.settle();
  }

  /** Makes calls that wait, and gives them up; returns how each ended. */
  async giveUp(count: number): Promise<string[]> {
    const stop = new AbortController();
    const bound = this.actor.with({ signal: stop.signal });
    const failures = Array.from(
      { length: count },
      () => failureOf(bound.ask(0)),
    );
    await this.#stage.settle();
    stop.abort();
    return (await Promise.all(failures)).map(({ code }) => code);
  }

  /** Makes calls that wait; returns how many were refused. */
  async wait(count: number): Promise<number> {
    let refused = 0;
    for (let at = 0; at < count; at++) {
      this.actor.ask(at).catch(() => refused++);
    }
    await this.#stage.settle();
    return refused;
  }

  end(): void {
    this.#gate.resolve();
  }
}

for (const [count, refused] of [[3, 2], [4, 0]] as const) {
  testEverywhere(
    `A full inbox of 64 lets ${2 - refused} more in for ${count} given up`,
    async (stage) => {
      const crowd = new Crowd(stage, 64);
      await crowd.begin();
      assertEquals(await crowd.wait(64 - count), 0);
      assertEquals(await crowd.giveUp(count), Array(count).fill("aborted"));
      assertEquals(await crowd.wait(2), refused);
      crowd.end();
    },
  );
}

testEverywhere(
  "An inbox of calls that are given up keeps places for two of each",
  async (stage) => {
    const crowd = new Crowd(stage, 4);
    await crowd.begin();
    const ends: string[] = [];
    for (let at = 0; at < 6; at++) ends.push(...await crowd.giveUp(2));
    assertEquals(ends.slice(0, 8), Array(8).fill("aborted"));
    assertEquals(ends.slice(8), Array(4).fill("inbox-full"));
    crowd.end();
    await stage.settle();
    assertEquals(await crowd.wait(4), 0);
  },
);
