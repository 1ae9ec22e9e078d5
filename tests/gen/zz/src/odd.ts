export interface Node2 { next: this | null; value: number }
export enum Computed { A = "x".length, B = 5 }
export enum One { Only }
export type Deep = { a: { b: { c: { d: (string | null)[] }[] } } };
export type Arr = Arr[];
export type M = Map<string, M>;
export type Nest<T> = { value: T; deeper?: Nest<T[]> };
export type U = { a: 1 } & { b: 2 } | { c: 3 };
export type Mixed = { [k: string]: number } & { x: number };
export interface Empty {}
export type Rec = Record<"a" | "b", { z?: bigint }>;
export type Flags = Partial<Record<string, boolean>>;
export interface Reserved { class: string; default: number; new: boolean; check: string; copy: string; from: string; value: string; step: number; owner: string; error: string; index: number; item: string; Date: Date; copyReserved: string; "a b": string; "a-b": string; constructor: string; undefined: string }
export type Tpl = `a b ${number}  c/${string}` | 5n | -1 | true;
export type Opt = { a?: Opt; b?: undefined; c: void };
export type D3 = { t: "a"; x: number } | { t: "b"; x: string } | { t: "a"; y: number };
export type Tag = { t: null; n: number } | { t: undefined; s: string } | { t: 5; u: string };
export type Two = { k: "a"; sub: { j: 1; v: number } | { j: 2; w: string } } | { k: "b" };
export class Base { id = ""; }
export class Derived extends Base { name = ""; at = new Date(0); }
export type Fn<T> = T extends string ? { s: T } : { n: T };
export interface Callback { value: number; readonly tags: ReadonlySet<string>; readonly map: ReadonlyMap<number, Date> }
export type Get = Reserved["class"] | keyof Rec;
export type SymKey = { [Symbol.iterator]?: number; real: string };
export type BoolU = { ok: true } | { ok: false; e: Error };
export type TupU = [1, string] | [2, number];
export type ArrRec = { kids: readonly ArrRec[] | null } | string;
// @generate-proxy
export class Odd {
  node(n: Node2): Node2 { return n; }
  computed(c: Computed, o: One): Computed { void o; return c; }
  deep(d: Deep): Deep { return d; }
  arr(a: Arr): Arr { return a; }
  m(m: M): M { return m; }
  nest(n: Nest<string>): void { void n; }
  u(u: U, m: Mixed, e: Empty, r: Rec, f: Flags): void { void [u, m, e, r, f]; }
  reserved(r: Reserved, check: string, value: number, owner: Date | null, args?: string): Reserved { void [check, value, owner, args]; return r; }
  tpl(t: Tpl): Tpl { return t; }
  opt(o: Opt): void { void o; }
  d3(d: D3, t: Tag, w: Two): void { void [d, t, w]; }
  derived(d: Derived): Base { return d; }
  fn(f: Fn<"x">, g: Fn<number>): void { void [f, g]; }
  cb(c: Callback, g: Get, s: SymKey): void { void [c, g, s]; }
  boolu(b: BoolU, t: TupU): void { void [b, t]; }
  arrRec(a: ArrRec): ArrRec { return a; }
  inferred() { return { list: [1, 2], at: new Date(0), maybe: Math.random() > 1 ? "a" : null, nested: { fn: 1 } as const }; }
  async tuple() { await null; return [1, "a"] as const; }
  never(): never { throw new Error(); }
  anyone(x: any, y: unknown): any { return [x, y]; }
  objects(a: object, b: {}): object { return { a, b }; }
  destructured({ a, b }: { a: string; b?: number }, [c]: [number]): void { void [a, b, c]; }
  spread(...args: [string, number?]): void { void args; }
  spread2(...args: [a: string, ...rest: number[]]): void { void args; }
  buf(a: ArrayBuffer, b: DataView, c: BigInt64Array, d: Uint8Array<ArrayBuffer> | string, e: ArrayBufferLike): void { void [a, b, c, d, e]; }
  str(a: String, b: Number): void { void [a, b]; }
  iface(a: { readonly [key: number]: string; length: number }): void { void a; }
  withDate(a: Date | { at: Date } | Date[]): void { void a; }
  maps(a: Map<string, number> | Map<string, string>): void { void a; }
  nullables(a: { b: string | null | undefined; c?: number | null }): void { void a; }
  setOfUnion(a: Set<"x" | 5 | null>, b: Map<{ k: string }, [number, ...string[]][]>): void { void [a, b]; }
}
