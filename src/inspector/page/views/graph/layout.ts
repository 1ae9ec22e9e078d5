import { clamp } from "../../parts/row_window.ts";

/** The place of a node; the picture's middle is 0, 0. */
export interface Point {
  x: number;
  y: number;
}

/** A line between two nodes, by their keys. */
export interface Link {
  readonly from: string;
  readonly to: string;
}

/** How wide and high the picture may become. */
export interface Room {
  readonly width: number;
  readonly height: number;
}

const STEPS = 320;
const STEPS_AGAIN = 60;
const STEPS_APART = 200;
/** The space of a node with its name below it, in pixels. */
const LABEL: Room = { width: 150, height: 84 };
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

/**
 * Lays a graph out by forces: nodes push each other away, links pull.
 *
 * The same graph is always laid out alike, whatever the order of its parts,
 * and nodes stay near the places that they had before.
 */
export function layOut(
  keys: readonly string[],
  links: readonly Link[],
  room: Room,
  before: ReadonlyMap<string, Point> = new Map(),
): Map<string, Point> {
  const linked = new Set(
    links.filter(({ from, to }) => from !== to)
      .flatMap(({ from, to }) => [from, to]),
  );
  const sorted = [...keys].sort();
  const bound = sorted.filter((key) => linked.has(key));
  const loose = sorted.filter((key) => !linked.has(key));
  if (bound.length === 0) return layOutBound(loose, [], room, before);
  const footer = layOutLoose(loose, room);
  const free = { width: room.width, height: room.height - footer.height };
  const shift = footer.height / 2;
  const known = new Map(
    [...before].map(([key, { x, y }]) => [key, { x, y: y + shift }]),
  );
  const points = layOutBound(bound, links, free, known);
  for (const point of points.values()) point.y -= shift;
  return new Map([...points, ...footer.points]);
}

/** Puts nodes without edges in rows below the picture. */
function layOutLoose(
  keys: readonly string[],
  { width, height }: Room,
): { readonly points: Map<string, Point>; readonly height: number } {
  const fit = Math.max(1, Math.floor(width / LABEL.width) + 1);
  const rows = Math.ceil(keys.length / fit);
  const rowHeight = rows === 0
    ? 0
    : Math.min(LABEL.height, height * 0.4 / rows);
  const points = new Map(keys.map((key, index) => {
    const row = Math.floor(index / fit);
    const inRow = Math.min(fit, keys.length - row * fit);
    const x = ((index % fit + 0.5) / inRow - 0.5) * width;
    return [key, { x, y: height / 2 - (rows - 1 - row) * rowHeight }];
  }));
  return { points, height: rows * rowHeight };
}

function layOutBound(
  sorted: readonly string[],
  links: readonly Link[],
  room: Room,
  before: ReadonlyMap<string, Point>,
): Map<string, Point> {
  const indices = new Map(sorted.map((key, index) => [key, index]));
  const pairs = readPairs(links, indices);
  const isFirst = !sorted.some((key) => before.has(key));
  const points = sorted.map((key, index) =>
    placeFirst(before.get(key), index, sorted.length, room)
  );
  if (isFirst) {
    relax(points, pairs, room, STEPS, 1);
    fill(points, room);
    separate(points, room);
  } else if (sorted.some((key) => !before.has(key))) {
    relax(points, pairs, room, STEPS_AGAIN, 0.15);
    separate(points, room);
  }
  return new Map(
    sorted.map((key, index) => [key, points[index] ?? { x: 0, y: 0 }]),
  );
}

// A sunflower: even, without a crossing of its own, and free of chance.
function placeFirst(
  known: Point | undefined,
  index: number,
  count: number,
  { width, height }: Room,
): Point {
  if (known !== undefined) return { ...known };
  const distance = Math.sqrt((index + 0.5) / count) * 0.42;
  const angle = index * GOLDEN_ANGLE;
  return {
    x: Math.cos(angle) * distance * width,
    y: Math.sin(angle) * distance * height,
  };
}

/** Stretches the picture until it reaches every wall of the room. */
function fill(points: readonly Point[], { width, height }: Room): void {
  const stretch = (axis: "x" | "y", length: number) => {
    const values = points.map((point) => point[axis]);
    const least = Math.min(...values);
    const most = Math.max(...values);
    for (const point of points) {
      const share = most - least < 1
        ? 0
        : (point[axis] - least) / (most - least) - 0.5;
      point[axis] = share * length;
    }
  };
  stretch("x", width);
  stretch("y", height);
}

/** Moves nodes apart whose labels would lie on each other. */
function separate(points: readonly Point[], room: Room): void {
  const share = room.width * room.height * 0.75 / Math.max(1, points.length);
  const width = Math.min(LABEL.width, Math.sqrt(share * 1.6));
  const height = Math.min(LABEL.height, width / 1.6);
  for (let step = 0; step < STEPS_APART; step++) {
    let isApart = true;
    for (let a = 0; a < points.length; a++) {
      for (let b = a + 1; b < points.length; b++) {
        const isClose = part(points[a], points[b], width, height);
        if (isClose) isApart = false;
      }
    }
    for (const point of points) hold(point, room);
    if (isApart) return;
  }
}

function part(
  one: Point | undefined,
  other: Point | undefined,
  width: number,
  height: number,
): boolean {
  if (one === undefined || other === undefined) return false;
  const x = other.x - one.x;
  const y = other.y - one.y;
  const overX = width - Math.abs(x);
  const overY = height - Math.abs(y);
  if (overX <= 0.5 || overY <= 0.5) return false;
  // Along the axis where less is missing; a quarter each, so that it settles.
  const isFlat = overX / width < overY / height;
  const by = (isFlat ? overX : overY) / 4 + 0.2;
  const axis = isFlat ? "x" : "y";
  const sign = (isFlat ? x : y) < 0 ? -1 : 1;
  one[axis] -= by * sign;
  other[axis] += by * sign;
  return true;
}

function readPairs(
  links: readonly Link[],
  indices: ReadonlyMap<string, number>,
): [number, number][] {
  const seen = new Map<string, [number, number]>();
  for (const { from, to } of links) {
    const a = indices.get(from);
    const b = indices.get(to);
    if (a === undefined || b === undefined || a === b) continue;
    const low = Math.min(a, b);
    const high = Math.max(a, b);
    seen.set(`${low} ${high}`, [low, high]);
  }
  return [...seen.values()].sort(([a, b], [c, d]) => a - c || b - d);
}

function relax(
  points: readonly Point[],
  pairs: readonly [number, number][],
  room: Room,
  steps: number,
  heat: number,
): void {
  const area = room.width * room.height;
  const ideal = 0.62 * Math.sqrt(area / Math.max(points.length, 4));
  for (let step = 0; step < steps; step++) {
    const moves = points.map(() => ({ x: 0, y: 0 }));
    pushApart(points, moves, ideal);
    pullTogether(points, moves, pairs, ideal);
    const most = ideal * 0.35 * heat * (1 - step / steps);
    for (const [index, point] of points.entries()) {
      move(point, moves[index] ?? point, most, room);
    }
  }
}

function pushApart(
  points: readonly Point[],
  moves: readonly Point[],
  ideal: number,
): void {
  for (let a = 0; a < points.length; a++) {
    for (let b = a + 1; b < points.length; b++) {
      // Two on one spot part along a line that depends on their order only.
      const { x, y, distance } = between(points[a], points[b], a + b);
      const force = ideal * ideal / distance;
      add(moves[a], -x * force, -y * force);
      add(moves[b], x * force, y * force);
    }
  }
}

function pullTogether(
  points: readonly Point[],
  moves: readonly Point[],
  pairs: readonly [number, number][],
  ideal: number,
): void {
  for (const [a, b] of pairs) {
    const { x, y, distance } = between(points[a], points[b], a + b);
    const force = distance * distance / ideal;
    add(moves[a], x * force, y * force);
    add(moves[b], -x * force, -y * force);
  }
}

function between(
  from: Point | undefined,
  to: Point | undefined,
  seed: number,
): Point & { readonly distance: number } {
  const x = (to?.x ?? 0) - (from?.x ?? 0);
  const y = (to?.y ?? 0) - (from?.y ?? 0);
  const distance = Math.hypot(x, y);
  if (distance < 0.01) {
    return { x: Math.cos(seed), y: Math.sin(seed), distance: 0.01 };
  }
  return { x: x / distance, y: y / distance, distance };
}

function add(move: Point | undefined, x: number, y: number): void {
  if (move === undefined) return;
  move.x += x;
  move.y += y;
}

// The middle draws every node a little; the walls hold all of them.
function move(point: Point, by: Point, most: number, room: Room): void {
  const x = by.x - point.x * 0.4;
  const y = by.y - point.y * 0.4 * room.width / room.height;
  const length = Math.hypot(x, y);
  const share = length === 0 ? 0 : Math.min(length, most) / length;
  point.x += x * share;
  point.y += y * share;
  hold(point, room);
}

function hold(point: Point, room: Room): void {
  point.x = clamp(point.x, -room.width / 2, room.width / 2);
  point.y = clamp(point.y, -room.height / 2, room.height / 2);
}
