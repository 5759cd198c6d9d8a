/** The picture so far: a batch as a fixed field of squares, each a run of neighbouring units. */
import { MAX_PICTURE_SQUARES } from "../../protocol/limits.ts";

export const squareCount = (units: number): number => Math.min(units, MAX_PICTURE_SQUARES);

/** The square of a unit: the inverse of {@link firstUnitOf}. */
export const squareOf = (unit: number, units: number): number => Math.floor(((unit + 1) * squareCount(units) - 1) / units);

/** The first unit of a square: ⌊square × units ÷ n⌋. */
export const firstUnitOf = (square: number, units: number): number => Math.floor((square * units) / squareCount(units));
