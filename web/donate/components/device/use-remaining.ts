import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

const MINUTE_MS = 60_000;

/** Often enough that a minute that is over is not shown for long. */
const LOOK_EVERY_MS = 5_000;

/** Whole minutes until an instant, a begun one counted; 0 once it is past. */
export function useRemaining(instant: number): number {
  const minutes = useSignal(minutesUntil(instant));
  useEffect(() => {
    const look = (): void => {
      minutes.value = minutesUntil(instant);
    };
    look();
    const timer = setInterval(look, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [instant, minutes]);
  return minutes.value;
}

const minutesUntil = (instant: number): number => Math.max(0, Math.ceil((instant - Date.now()) / MINUTE_MS));
