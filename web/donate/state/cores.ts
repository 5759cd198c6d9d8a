/** How much of the machine a volunteer may lend, always shown as a number. */

export interface CoreChoice {
  readonly cores: number;
  readonly label: string;
}

/** The gentle default: a quarter of the cores, at least one. */
export const gentleCores = (total: number): number => Math.max(1, Math.floor(total / 4));

export const isGentle = (cores: number, total: number): boolean => cores <= gentleCores(total);

/** The choices offered, gentlest first; where two come to the same number, the gentler word stays. */
export function coreChoices(total: number): readonly CoreChoice[] {
  const named: readonly (readonly [string, number])[] = [
    ["Gentle", gentleCores(total)],
    ["Half", Math.floor(total / 2)],
    ["Most", total - 1],
    ["All", total],
  ];
  const choices: CoreChoice[] = [];
  for (const [word, cores] of named) {
    if (cores <= (choices.at(-1)?.cores ?? 0)) continue;
    choices.push({ cores, label: `${word}: ${cores} of ${total} ${total === 1 ? "core" : "cores"}` });
  }
  return choices;
}
