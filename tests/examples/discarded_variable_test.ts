import { assertEquals, assertStringIncludes } from "@std/assert";
import { Engine, type EngineEvent, type Logger } from "@backstage/actors";
import { TRIES } from "../../examples/discarded_variable.ts";
import { MailerProxy } from "../../examples/generated/mailer_proxy.gen.ts";
import { runExample, testOnBothWires } from "./example.ts";

Deno.test("discarded_variable.ts goes on when a call fails", async () => {
  const { stdout, stderr } = await runExample("discarded_variable");
  assertEquals(stdout.trimEnd().split("\n"), [
    "Mailer/post: letter to ann@example.com",
    "event: TypeError: nowhere is no address",
    "Mailer/post: letter to bob@example.com",
    "Mailer/post: letter to eve@example.com",
    "sent: 3",
  ]);
  const [line] = stderr.split("\n");
  assertEquals(
    line,
    '"Mailer/post".send failed and nobody awaited it: ' +
      "TypeError: nowhere is no address",
  );
  // And nothing but where it was thrown.
  assertStringIncludes(stderr, "at Mailer.send");
});

testOnBothWires(
  "Mailer.send() runs when nobody looks at its result",
  async ({ engine, log }) => {
    const mailer = engine.getActor(MailerProxy, "post");
    mailer.send({ to: "ann@example.com", text: "" });
    void mailer.send({ to: "bob@example.com", text: "" }, TRIES);
    await engine.run();
    assertEquals(log, [
      "Mailer/post: letter to ann@example.com",
      "Mailer/post: letter to bob@example.com",
    ]);
    assertEquals(await mailer.send({ to: "eve@example.com", text: "" }), 3);
  },
);

for (const wire of ["auto", "always"] as const) {
  const title = "Mailer.send() is an event and a log line when it throws " +
    `and nobody awaits it, with wire "${wire}"`;
  Deno.test(title, async () => {
    const logged = Promise.withResolvers<unknown[]>();
    const logger: Logger = {
      ...console,
      error: (...data) => logged.resolve(data),
    };
    await using engine = new Engine({ wire, logger });
    const events: EngineEvent[] = [];
    engine.events.subscribe((event) => events.push(event));
    engine.getActor(MailerProxy, "post").send({ to: "nowhere", text: "" });

    const [line, error] = await logged.promise;
    assertEquals(line, '"Mailer/post".send failed and nobody awaited it:');
    const failed = events.filter((event) => event.kind === "failed");
    assertEquals(failed.map((event) => event.error), [error]);
    assertEquals(String(error), "TypeError: nowhere is no address");
  });
}
