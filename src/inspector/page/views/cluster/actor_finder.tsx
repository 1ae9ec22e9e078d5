import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Name } from "../../../wire/protocol.ts";
import { formatName } from "../../../wire/trace.ts";
import { useAnswer } from "../../link/use_answer.ts";
import { parseName } from "../../model/route.ts";
import { ActorName } from "../../parts/actor_name.tsx";
import { Search } from "../../parts/search.tsx";

const PERIOD_MS = 1_000;

/** Finds the shard of an actor, whether it is live or not. */
export function ActorFinder({ onFind }: {
  readonly onFind: (shard: number | undefined) => void;
}): JSX.Element {
  const [text, setText] = useState("");
  const actor = parseName(text);
  return (
    <div class="bar">
      <Search
        label="Shard of Type/id"
        value={text}
        onChange={(text) => {
          setText(text);
          if (parseName(text) === undefined) onFind(undefined);
        }}
      />
      {actor !== undefined && (
        <Found key={formatName(actor)} actor={actor} onFind={onFind} />
      )}
    </div>
  );
}

function Found({ actor, onFind }: {
  readonly actor: Name;
  readonly onFind: (shard: number | undefined) => void;
}): JSX.Element | null {
  const { answer } = useAnswer<"place">({ view: "place", actor }, PERIOD_MS);
  const place = answer?.body;
  useEffect(() => onFind(place?.shard), [place?.shard]);
  if (answer === undefined) return null;
  return place === null
    ? <span class="muted">It is on each node that asks for it.</span>
    : <ActorName actor={actor} />;
}
