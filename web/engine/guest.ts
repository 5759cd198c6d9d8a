/** How much of a machine is lent, unless the volunteer says otherwise. Rules of being a good guest live here. */

/** A quarter of the cores, at least one: more than half was loud and hot, and lost people elsewhere. */
export const defaultCores = (cores: number): number => Math.max(1, Math.floor(cores / 4));

/** Share of wall time that workers rest between slices. */
export const DEFAULT_REST_SHARE = 0;
