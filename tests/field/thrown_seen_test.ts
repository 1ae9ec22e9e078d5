import type { Exception } from "@opentelemetry/api";
import { observe } from "@backstage/actors/telemetry";
import { assert, assertEquals } from "@std/assert";
import type { DeadLetters, Log } from "../../src/inspector/wire/protocol.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { cast } from "../support/cast.ts";
import { Inspected } from "../support/inspected.ts";
import { testEverywhere } from "../support/stage.ts";
import { FakeSpan, FakeTracer } from "../support/telemetry.ts";
import { HOSTILE } from "./hostile.ts";

/** A span that reads of an exception what a real one reads. */
class ReadingSpan extends FakeSpan {
  override recordException(exception: Exception): void {
    if (typeof exception !== "string") {
      const { code, name, message, stack } = exception;
      for (const text of [code, name, message, stack]) String(text);
    }
    super.recordException(exception);
  }
}

class ReadingTracer extends FakeTracer {
  override startSpan(
    ...[name, options = {}]: Parameters<FakeTracer["startSpan"]>
  ): FakeSpan {
    const span = new ReadingSpan(name, options, undefined);
    this.spans.push(span);
    return span;
  }
}

testEverywhere(
  "R9: telemetry ends every span, whatever is thrown",
  async (stage) => {
    const engine = stage.open();
    const tracer = new ReadingTracer();
    observe(engine, { tracer, metrics: false });
    const puppet = engine.getActor(PuppetProxy, "a");
    for (const make of Object.values(HOSTILE)) {
      const fail = (): never => {
        throw make();
      };
      const rejected = () => Promise.reject(make());
      for (const part of [{ init: fail }, { init: rejected }]) {
        cast.set("a", part);
        await stage.finish(puppet.ask(1).then(null, () => null));
      }
      cast.set("a", {
        ask: (_ctx, input) => input === 1 ? fail() : rejected(),
        deinit: rejected,
      });
      for (const input of [1, 2]) {
        await stage.finish(puppet.ask(input).then(null, () => null));
      }
      await stage.finish(engine.poisonPill(PuppetProxy, "a"));
    }
    const failed = tracer.spans.filter(({ attributes }) =>
      attributes["backstage.outcome"] === "failed"
    );
    assertEquals(failed.length, 5 * Object.keys(HOSTILE).length);
    for (const { name, ends, exceptions, attributes } of failed) {
      assertEquals([ends, exceptions.length], [1, 1], name);
      assertEquals(typeof attributes["error.type"], "string");
    }
  },
);

Deno.test("R9: the inspector shows failures, whatever is thrown", async () => {
  await using inspected = await Inspected.open();
  const { engine } = inspected;
  const client = await inspected.connect();
  await client.ask<Log>({ view: "log", limit: 10 });
  for (const [what, make] of Object.entries(HOSTILE)) {
    cast.set(what, {
      init: () => {
        if (what.length % 2 === 0) throw make();
      },
      ask: () => {
        throw make();
      },
    });
    const puppet = engine.getActor(PuppetProxy, what);
    await puppet.ask(null).then(null, () => null);
    const sent = await client.answer({
      view: "act",
      act: "send",
      actor: { type: "Puppet", id: what },
      method: "ask",
      args: [1],
    });
    assertEquals(typeof sent.error, "string", what);
  }
  const { rows } = await client.ask<Log>({ view: "log", limit: 500 });
  const failures = rows.filter(({ kind }) => kind === "failed");
  assert(failures.length >= 2 * Object.keys(HOSTILE).length);
  const letters = await client.ask<DeadLetters>({
    view: "dead-letters",
    limit: 500,
  });
  assert(letters.total > 0);
});
