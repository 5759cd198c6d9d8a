/** A device that nobody knows, and whose person has no network. What a test changes of it, it changes. */
import type { Device } from "../device/device-api.ts";
import type { NoAnswer } from "../reply.ts";

export function fakeDevice(changes: Partial<Device> = {}): Device {
  const noAnswer = async (): Promise<NoAnswer> => ({ kind: "no-answer" });
  return {
    look: async () => null,
    person: noAnswer,
    rename: noAnswer,
    showCode: noAnswer,
    enterCode: noAnswer,
    makeRecoveryFile: noAnswer,
    useRecoveryFile: noAnswer,
    erase: noAnswer,
    ...changes,
  };
}
