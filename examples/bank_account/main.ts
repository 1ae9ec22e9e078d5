// Run it again: it goes on where it was.
import { Engine, ExpectedError } from "@backstage/actors";
import { sqlite } from "@backstage/actors/sqlite";
import { BankAccountProxy } from "../generated/bank_account_proxy.gen.ts";

await using engine = new Engine({
  store: sqlite(Deno.args[0] ?? "bank.db"),
  // What ann has sent reaches bob, though neither was asked for again.
  actors: [BankAccountProxy],
});
const ann = engine.getActor(BankAccountProxy, "ann");
const bob = engine.getActor(BankAccountProxy, "bob");

console.log(`ann has ${await ann.balance()} cents, bob ${await bob.balance()}`);
console.log(`salary: ann has ${await ann.deposit(2_000, "salary")}`);
console.log(`rent: ann has ${await ann.transfer("bob", 1_500)}`);
try {
  await bob.transfer("ann", 1_000_000);
} catch (error) {
  if (!(error instanceof ExpectedError)) throw error;
  console.log(`bob cannot pay a million: ${error.code}`);
}
await engine.run(); // until the rent has arrived
for (const { cents, note } of await bob.statement()) {
  console.log(`bob: ${cents} ${note}`);
}
