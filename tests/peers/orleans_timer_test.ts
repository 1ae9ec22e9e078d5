import { assertEquals } from "@std/assert";
import { testOnBothWires } from "../support/stage.ts";
import { MemberProxy } from "../cast/generated/member_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { lapse } from "./trace.ts";

testOnBothWires(
  "Timer.cancel() from another turn takes back the tick that waits behind it",
  async (stage) => {
    const engine = stage.open();
    let ticks = 0;
    let cancel = () => {};
    stage.cast("a", {
      ask: async (ctx, input) => {
        if (input === "stop") {
          // A tick comes meanwhile, and waits for the end of this turn.
          await lapse(stage, 5);
          return cancel();
        }
        const timer = ctx.runRecurring(2, () => void ticks++);
        cancel = () => timer.cancel();
      },
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    await puppet.ask("start");
    await stage.simulated!.advance(6);
    const stopped = puppet.ask("stop");
    stopped.then(() => {});
    await stage.simulated!.advance(4);
    assertEquals(engine.snapshot().actors[0]!.inboxLength, 1);
    await stage.simulated!.advance(40);
    await stopped;
    assertEquals(ticks, 3);
    assertEquals(engine.snapshot().timers, 0);
  },
);

testOnBothWires(
  "Context.runRecurring() does not begin again with the next activation",
  async (stage) => {
    const engine = stage.open();
    let ticks = 0;
    stage.cast("a", {
      ask: (ctx, input) => {
        if (input === "start") ctx.runRecurring(3, () => void ticks++);
      },
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    await puppet.ask("start");
    await stage.simulated!.advance(15);
    await engine.poisonPill(PuppetProxy, "a");
    await puppet.ask("again");
    await stage.simulated!.advance(15);
    assertEquals(ticks, 5);
  },
);

testOnBothWires(
  "A timer's callback may call actors, and carries its own as the caller",
  async (stage) => {
    const engine = stage.open();
    const answers: unknown[] = [];
    stage.cast("a", {
      ask: (ctx) =>
        void ctx.runOnce(2, async () => {
          const member = ctx.getActor(MemberProxy, "ann");
          answers.push(await member.greet("hello"));
          await ctx.getActor(PuppetProxy, "broken").ask(null).catch(() => {});
        }),
    });
    stage.cast("broken", { ask: () => Promise.reject(new Error("no")) });
    await engine.getActor(PuppetProxy, "a").ask(null);
    await stage.simulated!.advance(2);
    assertEquals(answers, ["ann: hello"]);
    assertEquals(
      stage.eventsOf("failed").map(({ caller }) => caller),
      [{ type: "Puppet", id: "a" }],
    );
  },
);

testOnBothWires(
  "Timers that are due at once overlap neither each other nor calls",
  async (stage) => {
    const engine = stage.open();
    const trace: string[] = [];
    const work = async (name: string) => {
      trace.push(`${name} begins`);
      await lapse(stage, 3);
      trace.push(`${name} ends`);
    };
    stage.cast("a", {
      tell: (ctx) => {
        for (const name of ["a", "b", "c"]) ctx.runOnce(4, () => work(name));
      },
      ask: (_ctx, input) => work(`call ${input}`),
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    await puppet.tell(null);
    await stage.simulated!.advance(4);
    const calls = Promise.all([puppet.ask(1), puppet.ask(2)]);
    await stage.finish(calls);
    assertEquals(
      trace,
      ["a", "b", "c", "call 1", "call 2"].flatMap((name) => [
        `${name} begins`,
        `${name} ends`,
      ]),
    );
    assertEquals(stage.simulated!.now(), 4 + 5 * 3);
  },
);

testOnBothWires(
  "A timer whose callback throws goes on, and each failure is told",
  async (stage) => {
    const engine = stage.open();
    stage.cast("a", {
      ask: (ctx) =>
        void ctx.runRecurring(3, () => {
          throw new Error("in a timer");
        }),
    });
    await engine.getActor(PuppetProxy, "a").ask(null);
    await stage.simulated!.advance(12);
    assertEquals(
      stage.eventsOf("failed").map(({ method, error }) => [
        method,
        (error as Error).message,
      ]),
      Array(4).fill(["timer", "in a timer"]),
    );
    assertEquals(stage.lines.length, 4);
  },
);
