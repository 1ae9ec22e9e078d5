import { assertEquals } from "@std/assert";
import {
  formatRoute,
  parseRoute,
  type Route,
} from "../../../src/inspector/page/model/route.ts";

const ROUTES: readonly Route[] = [
  { tab: "overview" },
  { tab: "dead-letters" },
  { tab: "actors", filter: "Order Book?" },
  { tab: "actors", actor: { type: "Counter", id: "visits" } },
  { tab: "actors", actor: { type: "Counter", id: "a" }, part: "state" },
  { tab: "actors", actor: { type: "Counter", id: "a/state" } },
  { tab: "actors", actor: { type: "A/b", id: "100%41/..?#&=%" } },
  { tab: "actors", actor: { type: "A", id: "<img src=x onerror=alert(1)>" } },
  { tab: "actors", actor: { type: "A", id: "\u202eשלום 🎭\n" } },
  { tab: "actors", actor: { type: "A", id: "x".repeat(10_000) } },
];

Deno.test("parseRoute() reads what formatRoute() wrote", () => {
  for (const route of ROUTES) {
    assertEquals(parseRoute(formatRoute(route)), route);
  }
});

Deno.test("formatRoute() writes nothing that ends an attribute", () => {
  for (const route of ROUTES) {
    assertEquals(/["<>\s]/.test(formatRoute(route)), false);
  }
});

Deno.test("parseRoute() shows the overview when it knows no better", () => {
  for (const hash of ["", "#", "#/", "#/nowhere", "#/__proto__"]) {
    assertEquals(parseRoute(hash), { tab: "overview" });
  }
});

Deno.test("parseRoute() takes a stray percent sign for itself", () => {
  assertEquals(parseRoute("#/actors/A/50%"), {
    tab: "actors",
    actor: { type: "A", id: "50%" },
  });
});
