/** The library's name, as tracers, meters and generated code know it. */
export const NAME = "@backstage/actors";

/** The library's version. */
export const VERSION = "0.1.0";

/** The part of a version up to which generated code and library must agree. */
export const GENERATION: string = VERSION.split(".", 2).join(".");
