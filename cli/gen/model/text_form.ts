/** The form of a text as a template literal type declares it. */
export type TextForm =
  | { readonly kind: "string" | "number" | "bigint" | "index" }
  /** Texts with parts between them, of which there is one less. */
  | {
    readonly kind: "template";
    readonly texts: readonly string[];
    readonly parts: readonly TextForm[];
  }
  /** What mappings such as `Uppercase`, the innermost first, leave as it is. */
  | {
    readonly kind: "mapped";
    readonly mappings: readonly string[];
    readonly form: TextForm;
  }
  /** Texts that have all of several forms. */
  | { readonly kind: "every"; readonly forms: readonly TextForm[] };
