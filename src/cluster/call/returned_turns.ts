/**
 * The turns of other nodes' calls of which one was sent back: those behind it
 * must not run before it, though its actor is here by then.
 */
export class ReturnedTurns {
  readonly #byNode = new Map<string, Set<number>>();

  has(node: string, turn: number): boolean {
    return this.#byNode.get(node)?.has(turn) ?? false;
  }

  add(node: string, turn: number): void {
    const turns = this.#byNode.get(node);
    if (turns === undefined) this.#byNode.set(node, new Set([turn]));
    else turns.add(turn);
  }

  /** Learns that all calls of a turn are back. */
  delete(node: string, turn: number): void {
    this.#byNode.get(node)?.delete(turn);
  }

  /** Learns that a node is gone. */
  forget(node: string): void {
    this.#byNode.delete(node);
  }
}
