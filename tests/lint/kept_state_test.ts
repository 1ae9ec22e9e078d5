import plugin from "@backstage/actors/lint";
import { assertEquals } from "@std/assert";

/** Lints an actor with states, and returns what is said by lines. */
function lint(method: string, head = "// @generate-proxy\n"): string[] {
  const code = `${head}export class Account {
  readonly #balance: State<Balance>;
  readonly list: State<readonly string[]>;
  readonly #cents: State<number>;
  #kept: unknown;
  constructor(ctx: Context) {
    this.#balance = ctx.state("balance", () => ({ cents: 0 }));
    this.list = ctx.state("list", () => []);
    this.#cents = ctx.state("cents", () => 0);
  }
  run(input: Balance) { ${method} }
}`;
  return Deno.lint.runPlugin(plugin, "account.ts", code).map((one) =>
    `${one.id}: ${one.message} (${one.hint})`
  );
}

Deno.test("The plug-in finds a state's value that a field keeps", () => {
  assertEquals(lint("this.#kept = this.#balance.value;"), [
    "backstage/no-kept-state: Actor `Account` keeps the value of its state " +
    "in a field: `this.#balance.value` (Ask for `this.#balance.value` in " +
    "each turn: what a later one changes by way of the field is found too " +
    "late to be committed)",
  ]);
  for (
    const kept of [
      "this.#kept = this.#balance.value as Balance;",
      "if (input) { this.#kept = this.#balance.value!; }",
      "[1].forEach(() => { this.#kept = this.#balance.value; });",
    ]
  ) assertEquals([kept, lint(kept).length], [kept, 1]);
});

Deno.test("The plug-in leaves other uses of states alone", () => {
  for (
    const body of [
      "const { value } = this.#balance; value.cents += 1;",
      "const value = this.#balance.value; return value;",
      "this.#balance.value = input;",
      "this.#balance.value = { ...this.#balance.value };",
      "this.#kept = this.#cents.value;",
      "this.#kept = this.#balance.value.cents;",
      "this.#kept = structuredClone(this.#balance.value);",
      "this.#kept = this.#other.value;",
      "this.#kept += this.list.value;",
      "input = this.#balance.value;",
    ]
  ) assertEquals([body, lint(body)], [body, []]);
  assertEquals(lint("this.#kept = this.#balance.value;", ""), []);
});
