/** Writes metrics in Prometheus' text format, line by line. */
export class MetricLines {
  readonly #lines: string[] = [];

  /** Writes what a metric is, before its samples. */
  head(name: string, kind: "counter" | "gauge", help: string): void {
    this.#lines.push(`# HELP backstage_${name} ${help}`);
    this.#lines.push(`# TYPE backstage_${name} ${kind}`);
  }

  /** Writes the sample of an actor type. */
  ofType(name: string, type: string, value: number): void {
    this.#labelled(name, `type="${escapeLabel(type)}"`, value);
  }

  /** Writes the sample of another node. */
  ofNode(name: string, node: string, value: number): void {
    this.#labelled(name, `node="${escapeLabel(node)}"`, value);
  }

  #labelled(name: string, label: string, value: number): void {
    this.#lines.push(`backstage_${name}{${label}} ${value}`);
  }

  /** Writes a metric that has one sample. */
  only(
    name: string,
    kind: "counter" | "gauge",
    help: string,
    value: number,
  ): void {
    this.head(name, kind, help);
    this.#lines.push(`backstage_${name} ${value}`);
  }

  /** Returns the whole text. */
  toString(): string {
    return `${this.#lines.join("\n")}\n`;
  }
}

function escapeLabel(text: string): string {
  return text.replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll("\n", "\\n");
}
