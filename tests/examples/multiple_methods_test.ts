import { assertEquals } from "@std/assert";
import { AccountProxy } from "../../examples/generated/account_proxy.gen.ts";
import { testOnBothWires, testOutput } from "./example.ts";

testOutput("multiple_methods", [
  "Ann has 5000",
  "Ann withdraws: false",
  "Ann pays Bob: true",
  'Ann [ { text: "wages", cents: 5000 }, { text: "to bob", cents: -1500 } ]',
  'Bob [ { text: "from ann", cents: 1500 } ] has 1500',
]);

testOnBothWires(
  "Account.deposit() uses its default when an argument is left out",
  async ({ engine }) => {
    const account = engine.getActor(AccountProxy, "ann");
    assertEquals(await account.deposit(10), 10);
    assertEquals(await account.deposit(5, "wages"), 15);
    assertEquals(await account.statement(), [
      { text: "deposit", cents: 10 },
      { text: "wages", cents: 5 },
    ]);
  },
);

testOnBothWires(
  "Account.withdraw() answers each call in order when all are sent at once",
  async ({ engine }) => {
    const account = engine.getActor(AccountProxy, "ann");
    assertEquals(
      await Promise.all([
        account.balance(),
        account.deposit(10),
        account.withdraw(4),
        account.withdraw(7),
        account.balance(),
      ]),
      [0, 10, true, false, 6],
    );
  },
);

testOnBothWires(
  "Account.transfer() moves money when two accounts transfer to a third",
  async ({ engine }) => {
    const [ann, bob, eve] = ["ann", "bob", "eve"].map((id) =>
      engine.getActor(AccountProxy, id)
    ) as [AccountProxy, AccountProxy, AccountProxy];
    ann.deposit(10);
    bob.deposit(10);
    assertEquals(
      await Promise.all([ann.transfer(7, "eve"), bob.transfer(20, "eve")]),
      [true, false],
    );
    assertEquals(await eve.statement(), [{ text: "from ann", cents: 7 }]);
    assertEquals([await ann.balance(), await bob.balance()], [3, 10]);
  },
);
