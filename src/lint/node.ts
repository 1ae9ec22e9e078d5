/** A node of a file; the platform's union leaves one kind out. */
export type Node = Deno.lint.Node | Deno.lint.TSParameterProperty;
