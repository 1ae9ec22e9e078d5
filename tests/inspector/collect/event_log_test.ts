import { ExpectedError } from "@backstage/actors";
import { assertEquals } from "@std/assert";
import { EventLog } from "../../../src/inspector/collect/event_log.ts";
import { viewOf } from "../../../src/engine/engine.ts";
import { PuppetProxy } from "../../cast/generated/puppet_proxy.gen.ts";
import { testEverywhere } from "../../support/stage.ts";

testEverywhere(
  "EventLog.readLog() tells a refusal of the business as an answer",
  async (stage) => {
    const engine = stage.open();
    const log = new EventLog(viewOf(engine).incidents);
    engine.events.subscribe((event) => log.push(event));
    stage.cast("shop", {
      ask: () => {
        throw new ExpectedError("no seat is left", { code: "sold-out" });
      },
    });
    const shop = engine.getActor(PuppetProxy, "shop");
    await stage.finish(shop.ask(1).catch(() => {}));
    const { rows } = log.readLog({ kind: "expected" });
    assertEquals(rows.map(({ text, actor }) => [actor?.id, text]), [[
      "shop",
      "ask answered with ExpectedError: no seat is left",
    ]]);
    const { unrecorded } = log.readLog({});
    assertEquals(unrecorded, { failed: 0, restarts: 0, deadLetters: 0 });
  },
);
