import type { Context } from "@backstage/actors";
import { assertEquals, assertThrows } from "@std/assert";
import { onChime } from "../cast/chimer.ts";
import { ChimerProxy } from "../cast/generated/chimer_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { cast } from "../support/cast.ts";
import { testSimulated } from "../support/stage.ts";
import { Chimes, DAY } from "./chimes.ts";

testSimulated("Context.remind() refuses what cannot be", async (stage) => {
  const chimes = new Chimes(stage);
  const refusals: string[] = [];
  const attempt = (what: () => unknown) =>
    refusals.push(assertThrows(what, Error).message);
  const { chime } = ChimerProxy.Method;
  onChime.set("try", (ctx: Context) => {
    attempt(() => ctx.remind("", chime, { inMs: 1 }, "x"));
    attempt(() => ctx.remind("x", chime, {}, "x"));
    attempt(() => ctx.remind("x", chime, { inMs: 1 }, 5 as never));
    attempt(() => ctx.remind("x", PuppetProxy.Method.tell, { inMs: 1 }, 5));
    attempt(() => ctx.remind("x", {} as typeof chime, { inMs: 1 }, "x"));
    for (let at = 0; at < 1_000; at++) {
      ctx.remind(`${at}`, chime, { inMs: DAY }, "x");
    }
    attempt(() => ctx.remind("x", chime, { inMs: 1 }, "x"));
  });
  await chimes.finish(chimes.at("a").chime("try"));
  assertEquals(refusals, [
    "Cannot remind: the name has 0 characters, 1 to 1024 are allowed",
    "Cannot use options of a reminder: it takes one of at, inMs, everyMs, " +
    "cron, got none",
    'Cannot remind "x" of "Chimer/a": what: expected string, got number',
    'Cannot remind "x" of "Chimer/a": "Puppet.tell" is no method of ' +
    '"Chimer/a"',
    'Cannot remind "x" of "Chimer/a": method is not one of a generated ' +
    "proxy's Method table",
    'Cannot remind "x" of "Chimer/a": it has 1000 reminders, at most 1000 ' +
    "are allowed",
  ]);
});

testSimulated("Context.remind() is for durable actors", async (stage) => {
  const chimes = new Chimes(stage);
  let refusal = "";
  const { tell } = PuppetProxy.Method;
  cast.set("p", {
    tell: (ctx) => {
      const remind = () => ctx.remind("x", tell, { inMs: 1 }, 0);
      refusal = assertThrows(remind, TypeError).message;
    },
  });
  await chimes.finish(chimes.engine.getActor(PuppetProxy, "p").tell(0));
  assertEquals(
    refusal,
    'Cannot remind "Puppet/p": generated code knows no state of its class; ' +
      "give it one by `ctx.state` and run the generator again",
  );
});

testSimulated("Context.remind() is for turns", async (stage) => {
  const chimes = new Chimes(stage);
  let left: Context | null = null;
  onChime.set("leave", (ctx) => void (left = ctx));
  await chimes.finish(chimes.at("a").chime("leave"));
  const { chime } = ChimerProxy.Method;
  const ctx = left! as Context;
  assertThrows(
    () => ctx.remind("x", chime, { inMs: 1 }, "x"),
    Error,
    'Cannot remind "Chimer/a" outside of a turn',
  );
  assertThrows(() => ctx.forget("x"), Error, "outside of a turn");
  assertThrows(() => ctx.reminders(), Error, "outside of a turn");
});
