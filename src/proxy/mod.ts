/**
 * What generated proxies are made of. Programs import `@backstage/actors`
 * and their own `*_proxy.gen.ts` files instead.
 *
 * @module
 */
export { ActorProxy, link, type ProxyClass } from "./actor_proxy.ts";
export type { Link } from "./link.ts";
/** What copiers in generated code are made of. */
export * as check from "../codec/check.ts";
export type { Copier } from "../codec/copy.ts";
export type { Step } from "../codec/mismatch.ts";
export {
  Reference,
  type ReferenceName,
  referenceName,
  type ReferenceOwner,
} from "../codec/reference.ts";
export {
  type ActorDefinition,
  type ActorSource,
  defineActor,
  type Method,
  type MethodSource,
  type PayloadShape,
} from "../envelope/definition.ts";
export type { MethodRef, MethodRefs } from "../envelope/method_ref.ts";
