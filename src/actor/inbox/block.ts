// An envelope is four slots side by side: method, payload, reply, caller.
export const SLOTS = 4;
// Small, for ten thousand actors with a few envelopes each need as many blocks.
export const BLOCK_SLOTS = 16 * SLOTS;

/** How many free blocks are kept for the next burst: half a KiB each. */
const FREE_BLOCKS = 1_024;

/** Sixteen envelopes side by side, and the block behind it. */
export class Block {
  readonly slots: unknown[] = new Array(BLOCK_SLOTS).fill(null);
  next: Block | null = null;
  /** The slot of its oldest envelope. */
  from = 0;
  /** The slot of the next one. */
  to = 0;
  // In a chain's first block: the block of the last claim, as a rule right
  // before the next one, and the number of its first envelope.
  claimed: Block | null = null;
  claimedFirst = 0;
}

let free: Block | null = null;
let freeCount = 0;

/** Returns an empty block: a free one, or a new one. */
export function takeBlock(): Block {
  const block = free;
  if (block === null) return new Block();
  free = block.next;
  freeCount--;
  block.next = null;
  block.from = block.to = 0;
  return block;
}

/** Keeps a block for the next burst, unless enough are free. */
export function giveBack(block: Block): void {
  block.claimed = null;
  if (freeCount === FREE_BLOCKS) return;
  block.next = free;
  free = block;
  freeCount++;
}
