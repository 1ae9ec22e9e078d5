import { assertEquals } from "@std/assert";
import {
  digestPayload,
  nameAnswer,
  writeAnswer,
} from "../../src/actor/durable/once/answer.ts";
import { writeMark } from "../../src/actor/durable/once/mark.ts";
import { readRow } from "../../src/store/row_text.ts";
import { AccountProxy } from "./account_proxy.ts";

const { name: method } = AccountProxy.definition.methods;

Deno.test("readRow() says up to which send a mark is", () => {
  const sender = { type: "Cart", id: "7" };
  const send = { sender, line: "c0ffee", sequence: 3, after: 0, key: null };
  const { kind, key, bytes } = writeMark({ kind: "send", ...send }, 0);
  assertEquals(readRow({ kind, key, bytes: bytes! }), {
    says: "Cart/7 c0ffee: up to 3",
  });
});

Deno.test("readRow() says what was answered under a key", () => {
  const digest = digestPayload(method, undefined);
  const { kind, key } = nameAnswer(method, "order 7");
  const result = { kind: "result", value: "ann" } as const;
  const bytes = writeAnswer(method, digest, result);
  assertEquals(readRow({ kind, key, bytes }), {
    says: 'name "order 7": answered',
    value: "ann",
  });
  const refusal = { kind: "refused", error: "no" } as const;
  const refused = writeAnswer(method, digest, refusal);
  assertEquals(readRow({ kind, key, bytes: refused }), {
    says: 'name "order 7": refused',
    value: "no",
  });
});

Deno.test("readRow() shows what it does not know as it is", () => {
  const row = { kind: "mark", key: "odd", bytes: Uint8Array.of(0x61) } as const;
  assertEquals(readRow(row), { says: '"odd"', value: { $cbor: "61" } });
});
