import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { CallReply } from "../../src/envelope/replies/call_reply.ts";

const boom = new Error("boom");
const make = {
  CallReply: () => {
    const reply = new CallReply<number>();
    return { reply, promise: reply as Promise<number> };
  },
};

for (const [name, makeReply] of Object.entries(make)) {
  Deno.test(`${name}.settle() finishes once, awaited early`, async () => {
    const { reply, promise } = makeReply();
    const waiting = [promise.then((value) => value), promise];
    reply.settle(1);
    reply.settle(2);
    reply.fail(boom);
    assertEquals(await Promise.all(waiting), [1, 1]);
    assertEquals(await promise, 1);
  });

  Deno.test(`${name}.settle() finishes once, awaited late`, async () => {
    const { reply, promise } = makeReply();
    reply.settle(1);
    reply.settle(2);
    reply.fail(boom);
    assertEquals(await promise, 1);
    assertEquals(await promise.finally(() => {}), 1);
  });

  Deno.test(`${name}.fail() finishes once, awaited early or late`, async () => {
    for (const isEarly of [true, false]) {
      const { reply, promise } = makeReply();
      const early = isEarly ? promise.catch((error) => error) : undefined;
      reply.fail(boom);
      reply.fail(new Error("other"));
      reply.settle(1);
      if (isEarly) assertStrictEquals(await early, boom);
      assertStrictEquals(await promise.catch((error) => error), boom);
      await assertRejects(() => promise.finally(() => {}), Error, "boom");
      await assertRejects(() => promise.then(() => 2), Error, "boom");
      assertEquals(await promise.then(null, () => 3), 3);
    }
  });

  Deno.test(`${name} settles with undefined as with any value`, async () => {
    const { reply, promise } = makeReply();
    reply.settle(undefined);
    reply.settle(1);
    assertEquals(await promise as unknown, undefined);
  });
}

Deno.test("CallReply works where the platform takes promises", async () => {
  const [a, b, c] = [1, 2, 3].map(() => new CallReply<number>());
  const all = Promise.all([a, b!]);
  const race = Promise.race([c!, new Promise<number>(() => {})]);
  a!.settle(1);
  b!.settle(2);
  c!.settle(3);
  assertEquals([await all, await race], [[1, 2], 3]);
  assertEquals(Object.prototype.toString.call(a), "[object Promise]");
});

Deno.test("CallReply.isAwaited tells whether anybody has awaited it", () => {
  const waits: ((reply: CallReply<number>) => unknown)[] = [
    (reply) => reply.then(),
    (reply) => reply.catch(() => 1),
    (reply) => reply.finally(() => {}),
  ];
  for (const wait of waits) {
    const reply = new CallReply<number>();
    assertEquals(reply.isAwaited, false);
    wait(reply);
    assertEquals(reply.isAwaited, true);
  }
});

Deno.test("CallReply.fail() rejects nothing that nobody awaits", async () => {
  let rejections = 0;
  const count = (event: PromiseRejectionEvent): void => {
    event.preventDefault();
    rejections++;
  };
  globalThis.addEventListener("unhandledrejection", count);
  new CallReply<number>().fail(boom);
  await new Promise((resolve) => setTimeout(resolve, 0));
  globalThis.removeEventListener("unhandledrejection", count);
  assertEquals(rejections, 0);
});
