/** Two shapes that share a member. */
export type Shape =
  | { readonly kind: "circle"; readonly size: number }
  | { readonly kind: "square"; readonly size: number };

/** Either of two structs that look alike on a wire without tags. */
export type Reading = { readonly celsius: number } | {
  readonly celsius: number;
  readonly note: string;
};

/** Tells what it was given. */
// @generate-proxy
export class Surveyor {
  describeShape(shape: Shape): string {
    return `${shape.kind} of ${shape.size}`;
  }

  describeReading(reading: Reading): string {
    return "note" in reading ? reading.note : `${reading.celsius}`;
  }

  describeValue(value: number | string | number[] | null): string {
    return JSON.stringify(value);
  }
}
