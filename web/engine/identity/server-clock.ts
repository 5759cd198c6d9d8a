/** This host's idea of the server's clock, and the nonces made of it: a device's own clock may be wrong by a year. */
import { nextNonce } from "../../../protocol/identity/signing.ts";

export class ServerClock {
  readonly #now: () => number;
  #aheadMs = 0;
  #lastNonce = 0;

  /** `now` is the device's own clock, in milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** A nonce, larger than all before it. */
  nonce(): number {
    this.#lastNonce = nextNonce(this.#lastNonce, this.#now() + this.#aheadMs);
    return this.#lastNonce;
  }

  /** When an instant of the server's is by the device's own clock. */
  toLocal(serverTime: number): number {
    return serverTime - this.#aheadMs;
  }

  /** Takes in what a reply says of the server's time. */
  learn(serverTime: number): void {
    this.#aheadMs = serverTime - this.#now();
  }

  /** The server refused the time of our nonces and kept none of them: they begin anew from its own. */
  restart(serverTime: number): void {
    this.learn(serverTime);
    this.#lastNonce = 0;
  }

  /** Somebody with the same key, another tab or a restored copy of this disk, was first with a larger nonce. */
  outrun(lastNonce: number): void {
    this.#lastNonce = Math.max(this.#lastNonce, lastNonce);
  }
}
