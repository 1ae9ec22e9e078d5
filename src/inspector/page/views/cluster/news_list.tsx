import type { JSX } from "preact";
import type { ClusterNews } from "../../model/cluster_news.ts";
import { Data } from "../../parts/actor_name.tsx";
import { Clock } from "../../parts/clock.tsx";

/** What changed while this page looked, the newest first. */
export function NewsList(
  { news }: { readonly news: readonly ClusterNews[] },
): JSX.Element {
  return (
    <section class="panel news" data-testid="news">
      <h2>
        Changes <span class="muted">since this page looks</span>
      </h2>
      {news.length === 0
        ? <p class="muted">No node came or went, and no shard moved.</p>
        : (
          <ol>
            {news.map(({ at, tone, text }) => (
              <li key={`${at} ${text}`} class={`is-${tone}`}>
                <Clock at={at} />
                <Data text={text} />
              </li>
            ))}
          </ol>
        )}
    </section>
  );
}
