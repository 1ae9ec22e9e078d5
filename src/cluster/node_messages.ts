import { describeThrown } from "../base/thrown.ts";
import type { Logger } from "../base/logger.ts";
import type { CallTraffic } from "./call_traffic.ts";
import { kindOf, MESSAGES } from "./frame/message.ts";
import type { ClusterReport } from "./report/cluster_report.ts";
import type { ClusterStreams } from "./stream/cluster_streams.ts";
import type { Watches } from "./watch/watches.ts";

/** The parts of a node that take messages of others. */
export interface MessageTakers {
  readonly logger: Logger;
  readonly calls: CallTraffic;
  readonly streams: ClusterStreams;
  readonly watches: Watches;
  readonly report: ClusterReport;
}

/** Hands messages of other nodes to the part of this one that takes them. */
export class NodeMessages {
  /** How many did not parse; it only grows. */
  malformed = 0;
  readonly #takers: MessageTakers;

  constructor(takers: MessageTakers) {
    this.#takers = takers;
  }

  /** Takes one: whatever it holds, it does no more than be counted. */
  take(from: string, message: Uint8Array): void {
    try {
      if (this.#take(from, message)) return;
    } catch (error) {
      this.#takers.logger.error(
        `A message of node ${from} could not be taken:`,
        describeThrown(error),
      );
    }
    this.malformed++;
  }

  #take(from: string, message: Uint8Array): boolean {
    const { calls, report, streams, watches } = this.#takers;
    switch (kindOf(message)) {
      case MESSAGES.payload:
        streams.takePayload(message);
        return true;
      case MESSAGES.ended:
        watches.takeEnded(from, message);
        return true;
      case MESSAGES.watching:
        watches.takeWatching(from, message);
        return true;
      case MESSAGES.count:
        report.answer(from, message);
        return true;
      case MESSAGES.counts:
        report.takeCounts(message);
        return true;
      default:
        return calls.receive(from, message);
    }
  }
}
