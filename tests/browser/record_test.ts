import { memoryStore } from "@backstage/actors/testing";
import { assertEquals } from "@std/assert";
import { encodeRecord } from "../../src/store/record_codec.ts";
import { LedgerProxy } from "../cast/generated/ledger_proxy.gen.ts";
import { reminderOf, sendOf, stateOf } from "../support/store_command.ts";
import { type Scene, testInBrowser } from "./scene.ts";

const ROUTE = "#/actors/Ledger/ann/state";

/** A scene of an engine with a store that has one actor. */
function openBank(
  readOnly = false,
  payloads = true,
): Parameters<typeof testInBrowser>[2] {
  const store = memoryStore();
  const bytes = encodeRecord({
    states: [
      stateOf("account", { cents: 5, notes: ["<b>a</b>"] }),
      stateOf("visits", 0),
    ].map((state) => ({ ...state, shape: "" })),
    outbox: {
      line: "c0ffee",
      next: 8,
      sends: [sendOf(7, { parked: "it is sold out" })],
    },
    reminders: [reminderOf("close", { parked: "it is closed" })],
  });
  const record = { bytes, wakeAt: null };
  const actor = { type: "Ledger", id: "ann" };
  store.commit([{ actor, expected: 0, record }]);
  return {
    inspector: { payloads, readOnly },
    engine: { store, actors: [LedgerProxy] },
  };
}

async function edit(scene: Scene, value: string): Promise<void> {
  await scene.find("edit-account").click();
  await scene.find("edit-value").fill(value);
  await scene.find("save-button").click();
}

testInBrowser("The state's view shows what is stored", async (scene) => {
  await scene.open(ROUTE);
  await scene.find("record-stored").waitFor();
  await scene.read("[data-testid=state-account] pre", [
    '{ "cents": 5, "notes": ["<b>a</b>"] }',
  ]);
  await scene.read("[data-testid=send-7] .actor-name", ["Cart/7"]);
  await scene.read("[data-testid=parked]", [
    "Parked: it is sold out",
    "Parked: it is closed",
  ]);
  assertEquals(scene.engine.snapshot().actors, []);
}, openBank());

testInBrowser("The state's view follows a live actor", async (scene) => {
  const ledger = scene.engine.getActor(LedgerProxy, "bob");
  await ledger.deposit(5, "a");
  await scene.open("#/actors/Ledger/bob");
  await scene.find("part-state").click();
  await scene.read("[data-testid=state-account] pre", [
    '{ "cents": 5, "notes": ["a"] }',
  ]);
  await ledger.deposit(6, "b");
  await scene.read("[data-testid=state-account] pre", [
    '{ "cents": 11, "notes": ["a", "b"] }',
  ]);
  await scene.find("part-activity").click();
  await scene.see("[data-method=deposit]");
}, openBank());

testInBrowser("The state's view edits a state by its form", async (scene) => {
  await scene.open(ROUTE);
  await edit(scene, '{ "cents": "40", "notes": [] }');
  await scene.read("[data-testid=edit-refused]", [
    'Cannot edit state "account" of "Ledger/ann": account.cents: expected ' +
    "number, got string",
  ]);
  await scene.find("edit-value").fill("{");
  assertEquals(await scene.find("save-button").isDisabled(), true);
  await scene.find("edit-value").fill('{ "cents": 40, "notes": [] }');
  await scene.find("save-button").click();
  await scene.read('[data-testid="act-result"] bdi', [
    'state "account" of "Ledger/ann" was edited',
  ]);
  const ledger = scene.engine.getActor(LedgerProxy, "ann");
  assertEquals(await ledger.deposit(2, "b"), 42);
}, openBank());

testInBrowser("The state's view shows that it has changed", async (scene) => {
  await scene.open(ROUTE);
  await scene.find("edit-account").click();
  await scene.find("edit-value").fill('{ "cents": 40, "notes": [] }');
  const ledger = scene.engine.getActor(LedgerProxy, "ann");
  await ledger.deposit(2, "b");
  await scene.find("edit-conflict").waitFor();
  assertEquals(await scene.find("save-button").isDisabled(), true);
  await scene.find("edit-reload").click();
  await scene.expect(
    `document.querySelector("[data-testid=edit-value]").value`,
    '{ "cents": 7, "notes": ["<b>a</b>", "b"] }',
  );
}, openBank());

testInBrowser(
  "The state's view edits nothing where it may not",
  async (scene) => {
    await scene.open(ROUTE);
    await scene.find("state-account").waitFor();
    assertEquals(await scene.find("edit-account").count(), 0);
  },
  openBank(true),
);

testInBrowser("The state's view hides values by default", async (scene) => {
  await scene.open(ROUTE);
  await scene.read("[data-testid=state-visits] > p", [
    "Its value is not shown: that takes the inspector's option payloads.",
  ]);
  assertEquals(await scene.find("edit-account").count(), 0);
}, openBank(false, false));

testInBrowser("The actors' view leads to a stored one", async (scene) => {
  await scene.open("#/actors");
  await scene.page.getByLabel("Filter by type or id").fill("Ledger/ann");
  await scene.find("look-in-store").click();
  await scene.find("state-account").waitFor();
}, openBank());

testInBrowser("The state's view has what is parked resent", async (scene) => {
  await scene.open(ROUTE);
  const button = scene.find("send-7").getByTestId("resend-button");
  await button.click();
  await scene.read('[data-testid="act-result"] bdi', [
    '"Ledger/ann" tries 1 parked again',
  ]);
  await scene.read("[data-testid=parked]", ["Parked: it is closed"]);
}, openBank());
