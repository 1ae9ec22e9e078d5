/**
 * The two functions that turn instances of a class into plain data and back.
 */
export interface Codec<Value, Plain> {
  /** Returns the value as plain data. */
  encode(value: Value): Plain;
  /** Builds the value from plain data that no other code holds. */
  decode(plain: Plain): Value;
}

/**
 * Says how instances of a class travel in messages, as its static `codec`.
 *
 * The generator reads the plain type from the result of `encode`; plain data is
 * copied and checked like any other. Locally a copy is `decode(encode(value))`,
 * on a wire the plain data travels.
 *
 * @example Send a class that has methods
 * ```ts
 * import { codec } from "@backstage/actors";
 * import { assertEquals } from "@std/assert";
 *
 * class Money {
 *   static readonly codec = codec({
 *     encode: (money: Money) => ({ cents: money.cents }),
 *     decode: ({ cents }) => new Money(cents),
 *   });
 *   constructor(readonly cents: number) {}
 *   add(other: Money): Money {
 *     return new Money(this.cents + other.cents);
 *   }
 * }
 *
 * const copy = Money.codec.decode(Money.codec.encode(new Money(5)));
 * assertEquals(copy.add(new Money(2)).cents, 7);
 * ```
 */
export function codec<Value, Plain>(
  codec: Codec<Value, Plain>,
): Codec<Value, Plain> {
  return codec;
}
