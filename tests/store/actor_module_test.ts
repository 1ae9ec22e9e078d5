import { assertEquals } from "@std/assert";
import { ActorModule } from "../../cli/store/actor_module.ts";
import { plainToBytes } from "../../src/codec/json/plain_bytes.ts";
import { AccountProxy } from "../gen/fixtures/durable/generated/account_proxy.gen.ts";

const module = new ActorModule({ AccountProxy });

/** Says what is wrong with a value of a state of `Account`. */
function judge(state: string, plain: Parameters<typeof plainToBytes>[0]) {
  return module.judge(module.find("Account", state)!, plainToBytes(plain));
}

Deno.test("ActorModule.judge() says where a value does not fit", () => {
  const entries = [{ cents: 1, note: "a" }, { cents: 2 }];
  assertEquals(judge("balance", { cents: 3, entries }), null);
  assertEquals(
    judge("balance", { cents: 3, entries: [{ cents: "1" }] }),
    "balance.entries[0].cents: expected number, got string",
  );
  assertEquals(
    judge("balance", { cents: 3, entries: [{ cents: 1, by: "ann" }] }),
    "entries[0].by: its type has no such member",
  );
});

Deno.test("ActorModule.judge() knows the proxies that types declare", () => {
  assertEquals(judge("branch", { $actor: ["Branch", "north"] }), null);
  assertEquals(
    judge("branch", { $actor: ["Cart", "7"] }),
    'the module has no proxy of "Cart"',
  );
});
