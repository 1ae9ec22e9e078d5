import { assertEquals } from "@std/assert";
import { nameAnswer } from "../../src/actor/durable/once/answer.ts";
import { nameMark } from "../../src/actor/durable/once/mark.ts";
import { labelRow } from "../../src/store/row_label.ts";
import { AccountProxy } from "./account_proxy.ts";

const { methods } = AccountProxy.definition;

Deno.test("labelRow() says whose mark or answer a row is", () => {
  const sender = { type: "Cart", id: "7:x/\n" };
  const once = { sender, line: "c0ffee", sequence: 3, after: 0, key: null };
  const mark = nameMark({ kind: "send", ...once });
  assertEquals(labelRow(mark), "Cart/7:x/\n c0ffee");
  const answer = nameAnswer(methods.name, 'order "7"');
  assertEquals(labelRow(answer), 'name "order \\"7\\""');
});

Deno.test("labelRow() shows a key that it does not know", () => {
  for (const key of ["odd", "9:short", "3:abc9:d"]) {
    assertEquals(labelRow({ kind: "mark", key }), JSON.stringify(key));
  }
});
