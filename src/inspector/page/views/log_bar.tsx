import type { ComponentChildren, JSX } from "preact";
import { useContext } from "preact/hooks";
import { EngineContext } from "../link/engine_context.ts";
import { Choice } from "../parts/choice.tsx";
import { Search } from "../parts/search.tsx";
import type { LogSetting } from "../session.ts";

/** What is above a list of events: its filters, and how much it shows. */
export function LogBar(
  { setting, change, kinds, allKinds, label, children }: {
    readonly setting: LogSetting;
    readonly change: (changes: Partial<LogSetting>) => void;
    readonly kinds: readonly string[];
    /** What the choice of every kind says: `"All events"`. */
    readonly allKinds: string;
    readonly label: string;
    /** How much there is. */
    readonly children: ComponentChildren;
  },
): JSX.Element {
  const { overview } = useContext(EngineContext);
  const { filter, type, kind, isFolded } = setting;
  return (
    <div class="bar">
      <Search
        label={label}
        value={filter}
        onChange={(filter) => change({ filter })}
      />
      <Choice
        label="Kind"
        all={allKinds}
        values={kinds}
        value={kind}
        onChange={(kind) => change({ kind })}
        testId="kind-filter"
      />
      <Choice
        label="Type of actor"
        all="All types"
        values={overview?.types.map(({ type }) => type) ?? []}
        value={type}
        onChange={(type) => change({ type })}
        testId="type-filter"
      />
      <button
        type="button"
        class="toggle"
        aria-pressed={isFolded}
        title="Shows equal rows as one, with their number"
        data-testid="fold-toggle"
        onClick={() => change({ isFolded: !isFolded })}
      >
        Fold equal
      </button>
      <span class="tally" data-testid="tally">{children}</span>
    </div>
  );
}

/** Leaves out of a query what is not chosen. */
export function chosen<Key extends string>(
  query: Readonly<Record<Key, string>>,
): { readonly [K in Key]?: string } {
  const given = Object.entries(query).filter(([, value]) => value !== "");
  return Object.fromEntries(given) as { readonly [K in Key]?: string };
}
