import { MAX_FRAME_BYTES } from "./limits.ts";

/** Most bytes of a packet between two nodes, unless the transport has less. */
export const LINK_PACKET_BYTES = 60_000;

/** Bytes of a message between nodes from which on it is cut into pieces. */
export const LINK_PIECE_BYTES = 32_000;

/** Most bytes of a message between nodes: a frame, and what leads it. */
export const LINK_MESSAGE_BYTES = MAX_FRAME_BYTES + 1_048_576;

/** Bytes, messages and packets to a node that it may not have acknowledged. */
export const LINK_WINDOW_BYTES = 8_388_608;
export const LINK_WINDOW_MESSAGES = 16_384;
export const LINK_WINDOW_PACKETS = 4_096;

/** Bytes of large messages to a node that it may not have acknowledged. */
export const LINK_LARGE_BYTES = 33_554_432;

/** Bytes of their pieces that may be on their way. */
export const LINK_PIECES_BYTES = 1_048_576;

/** Large messages to a node that may be in pieces at once. */
export const LINK_LARGE_AT_ONCE = 8;

/** Milliseconds that an acknowledgement waits for a packet to go with. */
export const LINK_ACK_MS = 25;

/** Bytes and packets of a node that are acknowledged without waiting. */
export const LINK_ACK_BYTES = 262_144;
export const LINK_ACK_PACKETS = 64;

/** Milliseconds until a packet is sent again, doubled each time. */
export const LINK_RESEND_MIN_MS = 200;

/** Milliseconds between two times that it is at most. */
export const LINK_RESEND_MAX_MS = 2_000;

/** Milliseconds in which a packet is not sent again, though it is missed. */
export const LINK_MISSED_MS = 50;

/** Packets that are sent again at once. */
export const LINK_RESEND_AT_ONCE = 64;

/** Milliseconds between two pings of a node that answers are awaited from. */
export const LINK_PING_MS = 500;

/** Milliseconds after which a node is silent that answers are awaited from. */
export const LINK_SUSPECT_MS = 1_500;

/** Nodes that are gone whose late packets are known for what they are. */
export const LINK_ENDED_NODES = 4_096;

/** Packets sent again of which it is known which time reached no node. */
export const LINK_RESENT_TAGS = 1_024;
