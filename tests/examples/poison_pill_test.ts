import { assertEquals, assertRejects } from "@std/assert";
import { CallError, type EngineEvent } from "@backstage/actors";
import { SessionProxy } from "../../examples/generated/session_proxy.gen.ts";
import { testOnBothWires, testOutput } from "./example.ts";

testOutput("poison_pill", [
  "Session/ann: opened",
  "dead letter: visit, poisoned",
  "Session/ann: closed by poison after /",
  'not-run: Cannot call "Session/ann".visit: actor was poisoned',
  "Session/ann: opened",
  "pages: 1",
  "Session/ann: closed by poison after /login",
  "Session/ann: opened",
  "pages: 1",
  "Session/ann: closed by shutdown after /welcome",
]);

testOnBothWires(
  "Engine.poisonPill() lets what stands before it run when both are queued",
  async ({ engine, log }) => {
    const session = engine.getActor(SessionProxy, "ann");
    const visits = [session.visit("/a"), session.visit("/b")];
    await engine.poisonPill(SessionProxy, "ann");
    assertEquals(await Promise.all(visits), [1, 2]);
    assertEquals(log, [
      "Session/ann: opened",
      "Session/ann: closed by poison after /a, /b",
    ]);
    assertEquals(engine.snapshot().actors, []);
  },
);

testOnBothWires(
  "Engine.poisonPill() makes a dead letter of each call when it is behind",
  async ({ engine }) => {
    const events: EngineEvent[] = [];
    engine.events.subscribe((event) => events.push(event));
    const session = engine.getActor(SessionProxy, "ann");
    session.visit("/");
    const pill = engine.poisonPill(SessionProxy, "ann");
    const late = [session.visit("/late"), session.logOut()];
    for (const call of late) {
      const error = await assertRejects(() => call, CallError);
      assertEquals([error.outcome, error.code], ["not-run", "poisoned"]);
    }
    await pill;
    assertEquals(
      events.map((event) =>
        event.kind === "dead-letter" ? event.method : event.kind
      ),
      ["activated", "visit", "logOut", "deactivated"],
    );
  },
);

testOnBothWires(
  "Session.visit() starts afresh when its actor was poisoned before",
  async ({ engine }) => {
    const session = engine.getActor(SessionProxy, "ann");
    assertEquals(await session.visit("/a"), 1);
    assertEquals(await session.visit("/b"), 2);
    await engine.poisonPill(SessionProxy, "ann");
    // The same proxy goes on: it is the actor's, not the activation's.
    assertEquals(await session.visit("/c"), 1);
  },
);

testOnBothWires(
  "Session.logOut() ends the actor behind its inbox when it poisons itself",
  async ({ engine, log }) => {
    const session = engine.getActor(SessionProxy, "ann");
    session.visit("/");
    session.logOut();
    assertEquals(await session.visit("/sent-before-the-pill"), 2);
    await engine.run();
    assertEquals(log, [
      "Session/ann: opened",
      "Session/ann: closed by poison after /, /sent-before-the-pill",
    ]);
  },
);
