/** Any typed array. */
export type TypedArray =
  | Uint8Array
  | Uint8ClampedArray
  | Uint16Array
  | Uint32Array
  | BigUint64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Float16Array
  | Float32Array
  | Float64Array;

/** A typed array's class and its tag of RFC 8746. */
export interface TypedArrayType {
  /** The tag; little-endian, as every machine is that Deno runs on. */
  readonly tag: number;
  /** Creates the typed array on a buffer's bytes, or as another one's copy. */
  readonly type: {
    new (source: ArrayBuffer | TypedArray): TypedArray;
    readonly name: string;
    readonly prototype: TypedArray;
    readonly BYTES_PER_ELEMENT: number;
  };
}

/** All typed arrays with their tags. */
export const TYPED_ARRAYS: readonly TypedArrayType[] = [
  { tag: 64, type: Uint8Array },
  { tag: 68, type: Uint8ClampedArray },
  { tag: 69, type: Uint16Array },
  { tag: 70, type: Uint32Array },
  { tag: 71, type: BigUint64Array },
  { tag: 72, type: Int8Array },
  { tag: 77, type: Int16Array },
  { tag: 78, type: Int32Array },
  { tag: 79, type: BigInt64Array },
  // Newer than some of the platforms that this runs on.
  ...typeof Float16Array === "undefined"
    ? []
    : [{ tag: 84, type: Float16Array }],
  { tag: 85, type: Float32Array },
  { tag: 86, type: Float64Array },
];

/** Returns the bytes of a view, without copying them. */
export function bytesOf(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}
