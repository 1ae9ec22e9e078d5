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
/**
 * How generated code writes values as bytes and reads them: the usual case
 * alone, and quickly. For all else there are the copiers.
 *
 * @example Write numbers as bytes, and read them
 * ```ts
 * import { bytes, Reader, Writer } from "@backstage/actors/proxy";
 * import { assertEquals } from "@std/assert";
 *
 * const { write, read } = bytes.list(bytes.number);
 * const to = new Writer();
 * write([1, 2.5], to);
 * const from = new Reader();
 * from.start(to.buffer, to.length);
 * assertEquals(read(from), [1, 2.5]);
 * ```
 */
export * as bytes from "../codec/bytes/byte_codec.ts";
export type { Codec } from "../codec/bytes/byte_codec.ts";
export { ItemReader } from "../codec/bytes/item_reader.ts";
export { ItemWriter } from "../codec/bytes/item_writer.ts";
export type { ObjectName } from "../codec/wire/tag.ts";
export { type Read, type ReadCodec, Reader } from "../codec/bytes/reader.ts";
export { type Write, type WriteCodec, Writer } from "../codec/bytes/writer.ts";
export type { Copier } from "../codec/copy/copy.ts";
export type { CodedClass } from "../codec/check/coded.ts";
export type { Literal } from "../codec/check/literal.ts";
export type { PartCopier, Step } from "../codec/check/mismatch.ts";
export type { TextForm } from "../codec/check/text_form.ts";
export {
  Reference,
  type ReferenceName,
  referenceName,
  type ReferenceOwner,
  type ReferenceType,
} from "../codec/reference/reference.ts";
export {
  type ActorClass,
  type ActorDefinition,
  type ActorSource,
  defineActor,
  type Method,
  type MethodCodecs,
  type MethodSource,
  type PayloadShape,
} from "../envelope/definition.ts";
export type { MethodRef, MethodRefs } from "../envelope/method_ref.ts";
export type { StateSource, StateType } from "../envelope/state_type.ts";
