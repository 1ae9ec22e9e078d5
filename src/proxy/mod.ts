/**
 * What generated proxies are made of. Programs import `@backstage/actors`
 * and their own `*_proxy.gen.ts` files instead.
 *
 * @module
 */
export { ActorProxy, link, type ProxyClass } from "./actor_proxy.ts";
export type { Link } from "./link.ts";
/**
 * What copiers in generated code are made of: each checks a value while it
 * copies it, and throws where the value does not fit.
 *
 * @example Copy what a method asks for, and refuse what it does not
 * ```ts
 * import { check } from "@backstage/actors/proxy";
 * import {
 *   assertEquals,
 *   assertNotStrictEquals,
 *   assertThrows,
 * } from "@std/assert";
 *
 * const sizes = new Float32Array([1, 2]);
 * const copy = check.instance(sizes, "sizes", Float32Array);
 * assertEquals(copy, sizes);
 * assertNotStrictEquals(copy, sizes);
 * assertEquals(check.number(7, "count"), 7);
 * assertThrows(() => check.number("7", "count"));
 * ```
 */
export * as check from "../codec/check/check.ts";
export type { Copier } from "../codec/copy/copy.ts";
export type { Step } from "../codec/check/mismatch.ts";
export {
  Reference,
  type ReferenceName,
  referenceName,
  type ReferenceOwner,
} from "../codec/reference/reference.ts";
export {
  type ActorClass,
  type ActorDefinition,
  type ActorSource,
  defineActor,
  type Method,
  type MethodSource,
  type PayloadShape,
} from "../envelope/definition.ts";
export type { MethodRef, MethodRefs } from "../envelope/method_ref.ts";
