/** What went over a link, and what became of it: counters that only grow. */
export class LinkCounts {
  packetsSent = 0;
  bytesSent = 0;
  messagesSent = 0;
  packetsReceived = 0;
  bytesReceived = 0;
  messagesReceived = 0;
  /** Packets that were sent again. */
  resent = 0;
  /** Packets that came again. */
  duplicates = 0;
  /** Packets that came too far ahead of those missing before them. */
  overruns = 0;
  /** Packets that reached no node. */
  undelivered = 0;
  /** Packets and pieces that say what cannot be. */
  malformed = 0;
  pings = 0;
}
