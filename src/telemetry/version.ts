/** The name of what is observed, as tracers and meters know it. */
export const NAME = "@backstage/actors";

/** Its version. */
export const VERSION = "0.1.0";
