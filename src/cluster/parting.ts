import { PART_LOOK_MS, PART_MS } from "../base/cluster_limits.ts";
import type { Runtime } from "../base/runtime.ts";
import { makeBare, MESSAGES } from "./frame/message.ts";

/** What a node that leaves asks of itself. */
export interface PartingHost {
  readonly runtime: Runtime;
  /** How many calls of other nodes are not answered. */
  readonly unanswered: number;
  /** The nodes that it has links to. */
  readonly peers: readonly string[];
  /** Whether a node has acknowledged all that was sent to it. */
  isQuiet(peer: string): boolean;
  post(node: string, message: Uint8Array, key: number): number;
}

/**
 * Tells the other nodes that nothing runs here any more. Each is told once it
 * has all answers: what is not answered then has not begun, and never does.
 */
export async function part(host: PartingHost): Promise<void> {
  const { runtime } = host;
  const lateAt = runtime.now() + PART_MS;
  const told = new Set<string>();
  while (runtime.now() < lateAt) {
    const peers = host.peers.filter((peer) => host.isQuiet(peer));
    // What is told comes behind the answers.
    if (host.unanswered === 0) {
      for (const peer of peers) {
        if (told.has(peer)) continue;
        told.add(peer);
        host.post(peer, makeBare(MESSAGES.parted, 0), 0);
      }
      if (host.peers.every((peer) => told.has(peer) && host.isQuiet(peer))) {
        return;
      }
    }
    await new Promise<void>((resolve) =>
      runtime.setTimer(PART_LOOK_MS, resolve)
    );
  }
}
