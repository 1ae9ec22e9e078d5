const float64 = new Float64Array(1);
const bytesOf64 = new Uint8Array(float64.buffer);
const float32 = new Float32Array(1);
const bytesOf32 = new Uint8Array(float32.buffer);

/** Reads a float of eight bytes, which are there. */
export function readFloat64(bytes: Uint8Array, at: number): number {
  // Little-endian, as every machine is that Deno runs on.
  bytesOf64[7] = bytes[at]!;
  bytesOf64[6] = bytes[at + 1]!;
  bytesOf64[5] = bytes[at + 2]!;
  bytesOf64[4] = bytes[at + 3]!;
  bytesOf64[3] = bytes[at + 4]!;
  bytesOf64[2] = bytes[at + 5]!;
  bytesOf64[1] = bytes[at + 6]!;
  bytesOf64[0] = bytes[at + 7]!;
  return float64[0]!;
}

/** Reads a float of four bytes, which are there. */
export function readFloat32(bytes: Uint8Array, at: number): number {
  for (let index = 0; index < 4; index++) {
    bytesOf32[3 - index] = bytes[at + index]!;
  }
  return float32[0]!;
}

/** Reads a float of two bytes, which are there. */
export function readFloat16(bytes: Uint8Array, at: number): number {
  const bits = bytes[at]! << 8 | bytes[at + 1]!;
  const sign = bits >> 15 === 0 ? 1 : -1;
  const exponent = bits >> 10 & 31;
  const fraction = bits & 0x3ff;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0
    ? sign * fraction * 2 ** -24
    : sign * (1_024 + fraction) * 2 ** (exponent - 25);
}
