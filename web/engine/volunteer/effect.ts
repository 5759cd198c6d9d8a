/** What the machine wants done. The shell carries effects out in order; see `engine.ts`. */
import type { ExchangeRequest } from "../../../protocol/messages.ts";
import type { StoreChange } from "../store/work-store.ts";
import type { KernelRef, UnitKey } from "./state.ts";

export type Effect =
  /** One atomic commit; everything after it in the list waits until it is durable. */
  | { readonly type: "save"; readonly changes: readonly StoreChange[] }
  | { readonly type: "enrol" }
  | { readonly type: "exchange"; readonly request: ExchangeRequest }
  | { readonly type: "load-kernel"; readonly kernel: KernelRef }
  | { readonly type: "run"; readonly slot: number; readonly key: UnitKey; readonly kernel: KernelRef }
  | { readonly type: "stop-run"; readonly slot: number };
