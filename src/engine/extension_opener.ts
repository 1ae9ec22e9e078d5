import type { EngineView } from "./view.ts";

/** Opens an extension of an engine: the value of an option. */
export interface ExtensionOpener {
  /** What log lines call the extension, such as `inspector`. */
  readonly name: string;
  /** Opens it; what it holds is given to {@linkcode EngineView.closeWith}. */
  open(view: EngineView): Promise<unknown>;
}
