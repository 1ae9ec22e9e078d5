/** A part of a file that the formatter can lay out by itself. */
export interface Piece {
  readonly code: string;
  /** Whether the formatter may need more than one pass over it. */
  readonly isIntricate: boolean;
}

/** A file that is written but not laid out yet. */
export interface Draft {
  readonly name: string;
  /** The specifier of what it was made from. */
  readonly source: string;
  readonly pieces: readonly Piece[];
}

const COPIERS =
  "// How messages are copied, so that neither side sees the other change " +
  "them, and\n// how they become bytes the quick way (`…Bytes`). Whatever " +
  "such a codec does not\n// take is left to its copier, which says what is " +
  "wrong, if anything is.\n";

// The formatter lays out such a line in another way once it is broken.
const LONG_CHOICE = /^(?=.{60}).*(?:\(item, step\) =>| \? )/m;

/** Divides a file into its head with the first copiers, and the others. */
export function toPieces(
  head: string,
  [first = "", ...others]: readonly string[],
  isIntricate: boolean,
): Piece[] {
  const code = first === "" ? head : `${head}\n${COPIERS}\n${first}`;
  return [
    { code, isIntricate: isIntricate || LONG_CHOICE.test(code) },
    ...others.map((code) => ({ code, isIntricate: LONG_CHOICE.test(code) })),
  ];
}
