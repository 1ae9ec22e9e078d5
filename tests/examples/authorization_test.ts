import { assertEquals } from "@std/assert";
import { ExpectedError } from "@backstage/actors";
import { testEngine } from "@backstage/actors/testing";
import { user } from "../../examples/authorization.ts";
import { BranchProxy } from "../../examples/generated/branch_proxy.gen.ts";
import { VaultProxy } from "../../examples/generated/vault_proxy.gen.ts";
import { testOutput } from "./example.ts";

testOutput("authorization", [
  "ann got 2500, 7500 are left",
  'forbidden { role: "teller" }',
  'forbidden { role: "teller" }',
]);

for (const wire of ["auto", "always"] as const) {
  Deno.test(`Vault lets tellers withdraw, with wire "${wire}"`, async () => {
    const log: unknown[] = [];
    const note = (...data: unknown[]): void => void log.push(data);
    const logger = { debug: note, info: note, warn: note, error: note };
    await using engine = testEngine({ wire, logger, carry: { user } });
    const branch = engine.getActor(BranchProxy, "a");
    const pay = async (name: string, ...roles: string[]): Promise<string> => {
      const call = user.run({ name, roles }, () => branch.pay(100));
      return await call.catch((error: unknown) =>
        error instanceof ExpectedError ? error.code : String(error)
      );
    };
    const answers = await Promise.all([
      pay("ann", "teller"),
      pay("bob"),
      pay("cid", "customer", "teller"),
    ]);
    assertEquals(answers, [
      "ann got 100, 9900 are left",
      "forbidden",
      "cid got 100, 9800 are left",
    ]);
    // What nobody needs a role for, anybody may ask.
    const vault = engine.getActor(VaultProxy, "a");
    assertEquals(await vault.balance(), 9_800);
    assertEquals([engine.snapshot().failed, log], [0, []]);
  });
}
