import { assertEquals } from "@std/assert";
import { GeneratedProject } from "./generated.ts";

const RESULTS = `
export type Result<T, E = string> =
  | { ok: true; value: T }
  | { ok: false; error: E };
export type AsyncResult<T> = Promise<Result<T>>;
export type Either<A, B> = A | Promise<B>;
export type Later<_Unused, T> = PromiseLike<T>;
export type Twice<T> = Promise<AsyncResult<T>>;
export class Job<Id, T> extends Promise<T> { id?: Id; }
export interface Thenable<Extra, T> {
  extra?: Extra;
  then(onfulfilled: (value: T) => void): void;
}
export default interface Task<Name> extends Promise<{ name: Name }> {}
`;

const SOURCE = `
import type Task from "./results.ts";
import type { AsyncResult, Either, Job, Result } from "./results.ts";
import type { Thenable, Twice as Deep } from "./results.ts";
import type * as results from "./results.ts";
import { Engine } from "@backstage/actors";

type Hidden<T> = Promise<T[]>;
type Plain = Promise<string>;
namespace Own {
  export interface Promise<T> { held: T }
}
declare function lie(): never;
export interface Order { id: string; }
export type Open<T> = T extends string ? Promise<T> : Result<T>;
type Cond<T> = T extends string ? 1 : 2;

// @generate-proxy
export class Waiter {
  find(_id: string): AsyncResult<Order> { return lie(); }
  deep(): Deep<{ a: Order }> { return lie(); }
  either(): Either<number, string> { return lie(); }
  later(): results.Later<Order, bigint> { return lie(); }
  job(): Job<Order, number> { return lie(); }
  thenable(): Thenable<Order, { n: number }> { return lie(); }
  task(): Task<"x"> { return lie(); }
  inline(): Promise<{ id: string } | null> { return lie(); }
  nested(): Promise<PromiseLike<Promise<Order>>> { return lie(); }
  wrapped(): (Promise<Order>) | null { return lie(); }
  union(): AsyncResult<Order> | Order | Promise<undefined> { return lie(); }
  conditional(): Promise<Order extends { id: string } ? 1 : 2> | "no" {
    return lie();
  }
  loose(): (Cond<"a"> extends 1 ? 3 : 4) | Promise<null> { return lie(); }
  hidden(): Hidden<Order> { return lie(); }
  plain(): Plain { return lie(); }
  own(): Own.Promise<string> { return lie(); }
  open(): Open<string> { return lie(); }
  async inferred(n: number) { return await Promise.resolve({ n }); }
  async aliased() { return await this.find(""); }
  again(n: number): ReturnType<Waiter["inferred"]> { return this.inferred(n); }
  indexed(): { p: AsyncResult<Order> }["p"] { return lie(); }
  generic<T extends Order>(_value: T): AsyncResult<T> { return lie(); }
  record(): Promise<Record<string, Order>> { return lie(); }
  parameters(): Parameters<(value: Promise<Order>) => void>[0] {
    return lie();
  }
  nothing(): Either<void, undefined> { return lie(); }
  overload(a: string): AsyncResult<string>;
  overload(a: number): Job<string, Order>;
  overload(_a: string | number): never { return lie(); }
}
`;

const NAMES = "find deep either later job thenable task inline nested " +
  "wrapped union conditional loose hidden plain own open inferred aliased " +
  "again indexed record parameters nothing overload";

// Two types are the same where the compiler takes neither for the other's
// lesser: conditional types compare their conditions exactly.
const CHECK = `
import type { Order, Waiter } from "./src/waiter.ts";
import type { Result } from "./src/results.ts";
import type { WaiterProxy } from "./gen/waiter_proxy.gen.ts";
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends
  (<T>() => T extends B ? 1 : 2) ? true : { wanted: A; found: B };
type Settled<F> = F extends (...args: infer A) => infer R
  ? (...args: A) => Awaited<R>
  : never;
${
  NAMES.split(" ").map((name) =>
    `export const ${name}_: Same<
      ReturnType<Settled<Waiter["${name}"]>>,
      ReturnType<Settled<WaiterProxy["${name}"]>>
    > = true;`
  ).join("\n")
}
export const first: Same<
  Awaited<ReturnType<WaiterProxy["find"]>>,
  Result<Order>
> = true;
declare const proxy: WaiterProxy;
export const third: Result<Order & { extra: 1 }> = await proxy.generic({
  id: "a",
  extra: 1,
});
`;

Deno.test("G3: a proxy's result is what the compiler awaits", async () => {
  await using project = await GeneratedProject.create({
    "src/results.ts": RESULTS,
    "src/waiter.ts": SOURCE,
    "check.ts": CHECK,
  });
  assertEquals(await project.check("check.ts"), "");
});
