/** Returns the bytes of live objects: `--v8-flags=--expose-gc` allows it. */
export function takeHeap(): number {
  const { gc } = globalThis as { gc?: () => void };
  if (gc === undefined) throw new Error("Cannot measure: run with expose-gc");
  gc();
  return Deno.memoryUsage().heapUsed;
}
