import type { TimelineTurn } from "../../../wire/protocol.ts";
import type { Lane, Span } from "../../model/recording.ts";
import { AXIS_HEIGHT, LANE_HEIGHT } from "./paint.ts";

/** The turn below the pointer. */
export interface Pointed {
  readonly x: number;
  readonly y: number;
  readonly turn: TimelineTurn;
}

/** Finds the turn below the pointer: the nearest within three pixels. */
export function findTurn(
  lanes: readonly Lane[],
  { span, width, labelWidth, scrollTop, x, y }: {
    readonly span: Span;
    readonly width: number;
    readonly labelWidth: number;
    readonly scrollTop: number;
    readonly x: number;
    readonly y: number;
  },
): TimelineTurn | undefined {
  if (y < AXIS_HEIGHT || x < labelWidth) return undefined;
  const lane = lanes[Math.floor((y - AXIS_HEIGHT + scrollTop) / LANE_HEIGHT)];
  const msPerPixel = (span.to - span.from) / (width - labelWidth);
  const at = span.from + (x - labelWidth) * msPerPixel;
  const slack = msPerPixel * 3;
  let nearest: TimelineTurn | undefined;
  let least = slack;
  for (const turn of lane?.turns ?? []) {
    const distance = Math.max(turn.startedAt - at, at - turn.endedAt, 0);
    if (distance <= least) {
      nearest = turn;
      least = distance;
    }
  }
  return nearest;
}
