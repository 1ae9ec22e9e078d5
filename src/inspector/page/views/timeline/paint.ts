import type { TimelineTurn } from "../../../wire/protocol.ts";
import { fade, readColor } from "../../parts/color.ts";
import { clip, formatTick, isolate } from "../../parts/format.ts";
import { type Lane, type Span, tickTimes } from "../../model/recording.ts";

export const LANE_HEIGHT = 22;
export const AXIS_HEIGHT = 24;

const LABEL_LEFT = 10;
const LABEL_MARGINS = 20;
const TICK_GAP = 4;

const FONT = '11px Inter, system-ui, "Liberation Sans", sans-serif';

/** What is painted. */
export interface TimelinePicture {
  readonly lanes: readonly Lane[];
  readonly span: Span;
  readonly origin: number;
  readonly width: number;
  readonly height: number;
  readonly labelWidth: number;
  readonly scrollTop: number;
  readonly pointed: TimelineTurn | undefined;
}

interface Brush {
  readonly context: CanvasRenderingContext2D;
  readonly colors: Readonly<Record<string, string>>;
  readonly picture: TimelinePicture;
}

/** Paints the lanes that are in sight. */
export function paint(
  context: CanvasRenderingContext2D,
  picture: TimelinePicture,
): void {
  const names = ["text", "muted", "line", "panel", "accent", "bad", "warn"];
  const colors = Object.fromEntries(
    names.map((name) => [name, readColor(name)]),
  );
  const brush = { context, colors, picture };
  context.clearRect(0, 0, picture.width, picture.height);
  context.font = FONT;
  context.textBaseline = "middle";
  paintGrid(brush);
  const first = Math.floor(picture.scrollTop / LANE_HEIGHT);
  const count = Math.ceil(picture.height / LANE_HEIGHT) + 1;
  for (const [index, lane] of picture.lanes.entries()) {
    if (index >= first && index < first + count) {
      paintLane(brush, lane, AXIS_HEIGHT + index * LANE_HEIGHT);
    }
  }
  paintAxis(brush);
}

/** Returns the place of a time, in pixels from the left. */
export function toX(
  { span, width, labelWidth }: Pick<
    TimelinePicture,
    "span" | "width" | "labelWidth"
  >,
  at: number,
): number {
  const share = (at - span.from) / (span.to - span.from);
  return labelWidth + share * (width - labelWidth);
}

function paintLane(brush: Brush, lane: Lane, laneTop: number): void {
  const { context, colors, picture } = brush;
  const { width, labelWidth, scrollTop } = picture;
  const top = laneTop - scrollTop;
  context.save();
  context.beginPath();
  context.rect(labelWidth, AXIS_HEIGHT, width - labelWidth, picture.height);
  context.clip();
  // Turns closer than a pixel are painted as one.
  let painted = -Infinity;
  for (const turn of lane.turns) {
    const right = Math.max(toX(picture, turn.endedAt), painted);
    if (right < labelWidth || right <= painted) continue;
    const left = toX(picture, turn.startedAt);
    if (left > width) break;
    paintTurn(brush, turn, left, top);
    painted = Math.max(right, left + 1);
  }
  context.restore();
  context.save();
  context.beginPath();
  context.rect(0, AXIS_HEIGHT, labelWidth - 8, picture.height);
  context.clip();
  context.fillStyle = colors["muted"] ?? "";
  const label = fitLabel(
    lane.label,
    labelWidth - LABEL_MARGINS,
    (text) => context.measureText(text).width,
  );
  context.fillText(isolate(label), LABEL_LEFT, top + LANE_HEIGHT / 2);
  context.restore();
}

function paintTurn(
  { context, colors, picture }: Brush,
  turn: TimelineTurn,
  left: number,
  top: number,
): void {
  const right = Math.max(left + 1.5, toX(picture, turn.endedAt));
  const color = colorOf(turn, colors);
  const isPointed = turn === picture.pointed;
  if (turn.queuedAt !== null && isPointed) {
    const from = toX(picture, turn.queuedAt);
    context.fillStyle = fade(color, 25);
    context.fillRect(from, top + LANE_HEIGHT / 2 - 1, left - from, 2);
  }
  context.fillStyle = isPointed ? color : fade(color, 72);
  context.beginPath();
  context.roundRect(left, top + 3, right - left, LANE_HEIGHT - 6, 2);
  context.fill();
  if (right - left < 34) return;
  const from = Math.max(left, picture.labelWidth);
  const length = Math.floor((right - from - 8) / 6.2);
  if (length < 3) return;
  context.fillStyle = colors["panel"] ?? "";
  context.fillText(clip(turn.method, length), from + 5, top + LANE_HEIGHT / 2);
}

function colorOf(
  { outcome }: TimelineTurn,
  colors: Readonly<Record<string, string>>,
): string {
  const name = outcome === "failed"
    ? "bad"
    : outcome === "done" || outcome === "expected"
    ? "accent"
    : "warn";
  return colors[name] ?? "";
}

function paintGrid({ context, colors, picture }: Brush): void {
  const { lanes, width, height, scrollTop } = picture;
  context.fillStyle = colors["line"] ?? "";
  for (const at of tickTimes(shift(picture), countTicks(picture))) {
    const x = toX(picture, at + picture.origin);
    context.fillRect(Math.round(x), AXIS_HEIGHT, 1, height);
  }
  for (let index = 0; index <= lanes.length; index++) {
    const y = AXIS_HEIGHT + index * LANE_HEIGHT - scrollTop;
    if (y >= AXIS_HEIGHT && y <= height) context.fillRect(0, y, width, 1);
  }
}

function paintAxis({ context, colors, picture }: Brush): void {
  const { width, labelWidth, height } = picture;
  context.fillStyle = colors["panel"] ?? "";
  context.fillRect(0, 0, width, AXIS_HEIGHT);
  context.fillStyle = colors["line"] ?? "";
  context.fillRect(0, AXIS_HEIGHT - 1, width, 1);
  context.fillRect(labelWidth, 0, 1, height);
  context.fillStyle = colors["muted"] ?? "";
  const times = tickTimes(shift(picture), countTicks(picture));
  const step = (times[1] ?? 1) - (times[0] ?? 0);
  let free = labelWidth;
  for (const at of times) {
    const text = formatTick(at, step);
    const long = context.measureText(text).width;
    // The last one is written before its mark if there is no room behind it.
    const x = placeTick(toX(picture, at + picture.origin), long, width);
    if (x < free) continue;
    context.fillText(text, x, AXIS_HEIGHT / 2);
    free = x + long + TICK_GAP;
  }
}

/** Returns where a time is written: behind its mark, or before it. */
export function placeTick(mark: number, long: number, width: number): number {
  const behind = mark + TICK_GAP;
  return behind + long + TICK_GAP <= width ? behind : mark - TICK_GAP - long;
}

/**
 * Fits an actor's name into a width: the type is shortened first, for ids tell
 * actors apart; then the middle of the id.
 */
export function fitLabel(
  label: string,
  width: number,
  measure: (text: string) => number,
): string {
  const slash = label.indexOf("/");
  const [type, id] = [label.slice(0, slash), label.slice(slash + 1)];
  for (let left = type.length; left >= 0; left--) {
    const start = left === type.length ? type : `${type.slice(0, left)}…`;
    const text = `${start}/${id}`;
    if (measure(text) <= width) return text;
  }
  for (let left = id.length - 1; left > 2; left--) {
    const [head, tail] = [Math.ceil(left / 2), Math.floor(left / 2)];
    const text = `…/${id.slice(0, head)}…${id.slice(id.length - tail)}`;
    if (measure(text) <= width) return text.toWellFormed();
  }
  return "…";
}

/** As many marks as have room for their times. */
function countTicks({ width, labelWidth }: TimelinePicture): number {
  return Math.max(2, (width - labelWidth) / 90);
}

function shift({ span, origin }: TimelinePicture): Span {
  return { from: span.from - origin, to: span.to - origin };
}
