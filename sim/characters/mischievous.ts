/** Honest work, and something on the side that must come to nothing. */
import type { Character, Place } from "../character.ts";
import { honest } from "./honest.ts";

/** Sends each exchange again, with the signature it had and with a new one. */
export const replayer = (place: Place): Character => ({ ...honest(place), kind: "replayer", isHonest: false, mischief: "replay" });

/** Reports lies under the leases of others. */
export const thief = (place: Place): Character => ({ ...honest(place), kind: "result thief", isHonest: false, mischief: "theft" });
