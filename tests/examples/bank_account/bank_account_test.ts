import { ExpectedError } from "@backstage/actors";
import {
  memoryStore,
  simulate,
  type Simulation,
  testEngine,
} from "@backstage/actors/testing";
import { assertEquals, assertRejects } from "@std/assert";
import { BankAccountProxy } from "../../../examples/generated/bank_account_proxy.gen.ts";
import { runExample } from "../example.ts";

const OWNERS = ["ann", "bob", "eve"];
const CENTS = 1_000;
const HOUR_MS = 3_600_000;

Deno.test("bank_account/main.ts remembers when it runs again", async () => {
  const folder = await Deno.makeTempDir({ prefix: "backstage_bank_" });
  const path = `${folder}/bank.db`;
  const flags = [`--allow-read=${path}`, `--allow-write=${path}`];
  try {
    const outputs = [
      await runExample("bank_account/main", flags, [path]),
      await runExample("bank_account/main", flags, [path]),
    ];
    assertEquals(outputs.map(({ stderr }) => stderr), ["", ""]);
    assertEquals(outputs.map(({ stdout }) => stdout.trimEnd().split("\n")), [
      [
        "ann has 0 cents, bob 0",
        "salary: ann has 2000",
        "rent: ann has 500",
        "bob cannot pay a million: not-enough",
        "bob: 1500 from ann",
      ],
      [
        "ann has 500 cents, bob 1500",
        "salary: ann has 2500",
        "rent: ann has 1000",
        "bob cannot pay a million: not-enough",
        "bob: 1500 from ann",
        "bob: 1500 from ann",
      ],
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("BankAccount refuses what is no amount, and keeps 20", async () => {
  await using engine = testEngine({ store: memoryStore() });
  const ann = engine.getActor(BankAccountProxy, "ann");
  for (const cents of [0, -5, 1.5, NaN]) {
    for (const call of [ann.deposit(cents, ""), ann.transfer("bob", cents)]) {
      const { code } = await assertRejects(() => call, ExpectedError);
      assertEquals(code, "no-amount");
    }
  }
  for (let day = 1; day <= 25; day++) await ann.deposit(day, `day ${day}`);
  const entries = await ann.statement();
  assertEquals(entries.length, 20);
  assertEquals([entries[0]?.note, entries.at(-1)?.note], ["day 6", "day 25"]);
});

/** Asks under a key again until the answer is known. */
async function insist(call: () => Promise<number>): Promise<void> {
  while (await call().catch(() => null) === null);
}

/** Has owners pay each other while their bank crashes; returns what is left. */
async function payAround(sim: Simulation): Promise<number> {
  const get = (id: string) => sim.engine.getActor(BankAccountProxy, id);
  const first = { idempotencyKey: "first" };
  for (const id of OWNERS) {
    await insist(() => get(id).with(first).deposit(CENTS, "first"));
  }
  for (let count = 0; count < 12; count++) {
    const [from, to] = [pick(sim), pick(sim)];
    // Whether it was paid may be unknown; that none is lost is not.
    await get(from).transfer(to, 1 + Math.floor(300 * sim.random()))
      .catch(() => {});
  }
  sim.faults.off();
  await sim.settled(); // A crash that was on its way strikes now.
  for (const id of OWNERS) await get(id).balance();
  // What was not delivered comes, however often it has failed.
  await sim.advance(HOUR_MS);
  const balances = OWNERS.map((id) => get(id).balance());
  return (await Promise.all(balances)).reduce((sum, cents) => sum + cents, 0);
}

function pick({ random }: Simulation): string {
  return OWNERS[Math.floor(random() * OWNERS.length)]!;
}

Deno.test("BankAccount.transfer() loses no money when it crashes", async () => {
  const faults = { crash: 0.03, "store:slow": 0.2, "store:lost-commit": 0.03 };
  await simulate({ seeds: 200, faults }, async (sim) => {
    assertEquals(await payAround(sim), OWNERS.length * CENTS);
  });
});
