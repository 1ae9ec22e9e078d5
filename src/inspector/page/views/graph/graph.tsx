import type { JSX } from "preact";
import { useContext, useRef, useState } from "preact/hooks";
import type { Graph } from "../../../wire/protocol.ts";
import { EngineContext } from "../../link/engine_context.ts";
import { layOut, type Point } from "./layout.ts";
import { endsOf, listKeys } from "./edges.ts";
import type { Session } from "../../session.ts";
import { type Size, useSize } from "../../parts/size.ts";
import { useAnswer } from "../../link/use_answer.ts";
import { GraphPicture } from "./picture.tsx";
import { GraphSide } from "./side.tsx";

/** With more actors than this the graph shows types, unless told otherwise. */
const MAX_ACTORS = 60;
const MAX_EDGES = 240;

const CHOICES = [
  ["auto", "Auto"],
  ["actor", "Actors"],
  ["type", "Types"],
] as const;

/** The graph of calls and waits. */
export function GraphView(
  { session }: { readonly session: Session },
): JSX.Element {
  const { overview } = useContext(EngineContext);
  const [choice, setChoice] = useState(session.graphBy);
  const [selected, setSelected] = useState<string>();
  const isMany = (overview?.actors ?? 0) > MAX_ACTORS;
  const by = choice === "auto" ? (isMany ? "type" : "actor") : choice;
  const { answer } = useAnswer<"graph">(
    { view: "graph", by, limit: MAX_EDGES },
    500,
  );
  const graph = answer?.body.by === by ? answer.body : undefined;
  return (
    <div class="view graph" data-testid="view-graph">
      <h1 class="unseen">Graph</h1>
      <div class="graph-main panel">
        <div class="bar over">
          <span class="choices" role="group" aria-label="What nodes are">
            {CHOICES.map(([key, label]) => (
              <button
                key={key}
                type="button"
                aria-pressed={choice === key}
                data-testid={`graph-by-${key}`}
                onClick={() => {
                  session.graphBy = key;
                  setChoice(key);
                  setSelected(undefined);
                }}
              >
                {label}
              </button>
            ))}
          </span>
          <Legend by={by} />
        </div>
        <Canvas
          key={by}
          graph={graph}
          selected={selected}
          onSelect={setSelected}
        />
      </div>
      <GraphSide graph={graph} selected={selected} onSelect={setSelected} />
    </div>
  );
}

function Legend({ by }: { readonly by: "actor" | "type" }): JSX.Element {
  return (
    <span class="legend muted">
      {by === "type" ? "one node for each type" : "one node for each actor"}
      <span>
        <i class="thick" /> wide: many messages
      </span>
      <span>
        <i class="wait" /> red: waits
      </span>
    </span>
  );
}

function Canvas({ graph, selected, onSelect }: {
  readonly graph: Graph | undefined;
  readonly selected: string | undefined;
  readonly onSelect: (key: string | undefined) => void;
}): JSX.Element {
  const holder = useRef<HTMLDivElement>(null);
  const size = useSize(holder);
  const points = useLayout(graph, size);
  return (
    <div class="canvas" ref={holder}>
      {graph === undefined && <div class="empty">Asking…</div>}
      {graph?.nodes.length === 0 && (
        <div class="empty">
          <p>Nobody talks yet. Nodes appear with the first messages.</p>
        </div>
      )}
      {graph !== undefined && size.width > 0 && (
        <GraphPicture
          graph={graph}
          points={points}
          size={size}
          selected={selected}
          onSelect={onSelect}
        />
      )}
    </div>
  );
}

// Laid out again only when a node comes or goes, or the room changes: while
// only figures move, the picture stands still.
function useLayout(
  graph: Graph | undefined,
  { width, height }: Size,
): ReadonlyMap<string, Point> {
  const kept = useRef({ key: "", room: "", points: new Map<string, Point>() });
  if (graph === undefined || width === 0) return kept.current.points;
  const keys = listKeys(graph).sort();
  const key = keys.join("\n");
  const room = `${width} ${height}`;
  if (kept.current.key === key && kept.current.room === room) {
    return kept.current.points;
  }
  const before = kept.current.room === room ? kept.current.points : undefined;
  const isNarrow = width < 500;
  const points = layOut(
    keys,
    graph.edges.map(endsOf),
    {
      width: Math.max(120, width - (isNarrow ? 90 : 170)),
      height: Math.max(120, height - (isNarrow ? 160 : 200)),
    },
    before,
  );
  kept.current = { key, room, points };
  return points;
}
