import type { JSX } from "preact";
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import { EngineContext } from "../../link/engine_context.ts";
import { clip, formatMs, NOTHING } from "../../parts/format.ts";
import { useKeys } from "../../parts/keys.ts";
import { type Lane, pan, type Span, zoom } from "../../model/recording.ts";
import { clamp } from "../../parts/row_window.ts";
import { type Size, useSize } from "../../parts/size.ts";
import { findTurn, type Pointed } from "./sight.ts";
import { AXIS_HEIGHT, LANE_HEIGHT, paint } from "./paint.ts";
import { formatName } from "../../../wire/trace.ts";

interface CanvasOptions {
  readonly lanes: readonly Lane[];
  readonly whole: Span;
  readonly isRecording: boolean;
}

/** The lanes on a canvas: the wheel zooms, dragging moves. */
export function TimelineCanvas(options: CanvasOptions): JSX.Element {
  const { lanes, whole, isRecording } = options;
  const holder = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useSize(holder);
  const { theme } = useContext(EngineContext);
  const [chosen, setSpan] = useState<Span>();
  const [scrollTop, setScrollTop] = useState(0);
  const [pointed, setPointed] = useState<Pointed>();
  const span = chosen ?? follow(whole, isRecording);
  const labelWidth = size.width < 600 ? 128 : 210;
  const view = { span, width: size.width, labelWidth, scrollTop };
  const most = lanes.length * LANE_HEIGHT + AXIS_HEIGHT - size.height;
  const scroll = (by: number) =>
    setScrollTop((top) => clamp(top + by, 0, Math.max(0, most)));

  usePaint(
    canvas,
    size,
    [lanes, span, scrollTop, pointed, theme],
    (context) =>
      paint(context, {
        ...view,
        lanes,
        origin: whole.from,
        height: size.height,
        pointed: pointed?.turn,
      }),
  );
  useSpanKeys(span, setSpan, scroll);
  useWheel(canvas, (event) => {
    if (event.shiftKey || event.ctrlKey || event.metaKey) {
      scroll(event.deltaY || event.deltaX);
    } else setSpan(turnWheel(span, event, view));
  });
  const drag = useDrag((x, y) => {
    setSpan((old) => pan(old ?? span, -x / (size.width - labelWidth)));
    scroll(-y);
  });
  return (
    <div class="panel flame" ref={holder}>
      <canvas
        ref={canvas}
        tabIndex={0}
        aria-label="Turns by actor; plus and minus zoom, arrows move"
        {...drag}
        onMouseMove={(event) => {
          const { offsetX: x, offsetY: y } = event;
          const turn = findTurn(lanes, { ...view, x, y });
          setPointed(turn === undefined ? undefined : { x, y, turn });
        }}
        onMouseLeave={() => setPointed(undefined)}
        onDblClick={() => setSpan(undefined)}
      />
      {pointed !== undefined && <Tip pointed={pointed} size={size} />}
    </div>
  );
}

// Sideways moves, up and down zooms around the pointer.
function turnWheel(
  span: Span,
  { deltaX, deltaY, offsetX }: WheelEvent,
  { width, labelWidth }: {
    readonly width: number;
    readonly labelWidth: number;
  },
): Span {
  if (Math.abs(deltaX) > Math.abs(deltaY)) return pan(span, deltaX / width);
  const share = (offsetX - labelWidth) / (width - labelWidth);
  return zoom(span, 1.0015 ** deltaY, clamp(share, 0, 1));
}

// While it records, the picture follows the last seconds.
function follow(whole: Span, isRecording: boolean): Span {
  const room = (whole.to - whole.from) * 0.02;
  const from = isRecording
    ? Math.max(whole.from, whole.to - 5_000)
    : whole.from;
  return { from: from - room, to: whole.to + room };
}

function usePaint(
  canvas: { readonly current: HTMLCanvasElement | null },
  { width, height }: Size,
  inputs: readonly unknown[],
  draw: (context: CanvasRenderingContext2D) => void,
): void {
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext("2d");
    if (!element || !context || width === 0) return;
    const ratio = devicePixelRatio;
    if (element.width !== Math.round(width * ratio)) {
      element.width = Math.round(width * ratio);
    }
    if (element.height !== Math.round(height * ratio)) {
      element.height = Math.round(height * ratio);
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    draw(context);
  }, [width, height, ...inputs]);
}

function useSpanKeys(
  span: Span,
  setSpan: (span: Span | undefined) => void,
  scroll: (by: number) => void,
): void {
  useKeys({
    "+": () => setSpan(zoom(span, 0.7, 0.5)),
    "=": () => setSpan(zoom(span, 0.7, 0.5)),
    "-": () => setSpan(zoom(span, 1 / 0.7, 0.5)),
    "0": () => setSpan(undefined),
    ArrowLeft: () => setSpan(pan(span, -0.1)),
    ArrowRight: () => setSpan(pan(span, 0.1)),
    ArrowUp: () => scroll(-LANE_HEIGHT),
    ArrowDown: () => scroll(LANE_HEIGHT),
  });
}

// A passive listener could not keep the wheel from scrolling the page.
function useWheel(
  canvas: { readonly current: HTMLCanvasElement | null },
  turn: (event: WheelEvent) => void,
): void {
  const latest = useRef(turn);
  latest.current = turn;
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    const listen = (event: WheelEvent) => {
      event.preventDefault();
      latest.current(event);
    };
    element.addEventListener("wheel", listen, { passive: false });
    return () => element.removeEventListener("wheel", listen);
  }, []);
}

interface Drag {
  onPointerDown(event: PointerEvent): void;
  onPointerMove(event: PointerEvent): void;
  onPointerUp(): void;
  onPointerCancel(): void;
}

function useDrag(move: (x: number, y: number) => void): Drag {
  const last = useRef<PointerEvent | undefined>(undefined);
  return {
    onPointerDown: (event) => {
      (event.target as Element).setPointerCapture(event.pointerId);
      last.current = event;
    },
    onPointerMove: (event) => {
      if (last.current === undefined) return;
      move(
        event.clientX - last.current.clientX,
        event.clientY - last.current.clientY,
      );
      last.current = event;
    },
    onPointerUp: () => last.current = undefined,
    onPointerCancel: () => last.current = undefined,
  };
}

function Tip({ pointed: { x, y, turn }, size }: {
  readonly pointed: Pointed;
  readonly size: Size;
}): JSX.Element {
  const { actor, method, caller, queuedAt, startedAt, endedAt } = turn;
  const queued = queuedAt === null ? NOTHING : formatMs(startedAt - queuedAt);
  return (
    <div
      class="tip"
      role="status"
      style={{
        left: `${clamp(x + 14, 0, size.width - 260)}px`,
        top: `${y + 130 > size.height ? y - 110 : y + 16}px`,
      }}
    >
      <b>
        <bdi>{clip(formatName(actor), 80)}</bdi>
      </b>
      <span>
        <bdi>{method}</bdi> · {turn.outcome}
      </span>
      <span>
        ran {formatMs(endedAt - startedAt)}, queued {queued}
      </span>
      {caller !== null && (
        <span class="muted">
          from <bdi>{clip(formatName(caller), 80)}</bdi>
        </span>
      )}
    </div>
  );
}
