import { assertEquals } from "@std/assert";
import { takeToken } from "../../../src/inspector/page/link/token.ts";

function createStore(kept: Record<string, string> = {}) {
  return {
    kept,
    getItem: (key: string) => kept[key] ?? null,
    setItem: (key: string, value: string) => {
      kept[key] = value;
    },
  };
}

Deno.test("takeToken() takes it out of the address and keeps it", () => {
  const store = createStore();
  const host = "http://127.0.0.1:8080";
  assertEquals(takeToken(`${host}/?token=s%2Fcret&a=1#/actors`, store), {
    token: "s/cret",
    address: "/?a=1#/actors",
  });
  assertEquals(takeToken(`${host}/#/graph`, store), {
    token: "s/cret",
    address: "/#/graph",
  });
});

Deno.test("takeToken() prefers a new link to what it kept", () => {
  const store = createStore();
  takeToken("http://localhost/?token=old", store);
  assertEquals(takeToken("http://localhost/?token=new", store).token, "new");
  assertEquals(takeToken("http://localhost/", store).token, "new");
});

Deno.test("takeToken() has none to give at first", () => {
  assertEquals(takeToken("http://localhost/", createStore()).token, "");
});
