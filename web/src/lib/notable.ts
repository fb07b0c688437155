/** Three things to look at: lineages that show different sides of an archive. */

import { counted, share } from "./numbers";
import type { LineageCard } from "./types";

export interface Notable {
  title: string;
  reason: string;
  lineage: LineageCard;
}

/** At most three, none twice. What an archive does not have is not made up. */
export function notableLineages(lineages: readonly LineageCard[]): Notable[] {
  const chosen: Notable[] = [];
  const take = (title: string, lineage: LineageCard | undefined, reason: (card: LineageCard) => string): void => {
    if (!lineage || chosen.length >= 3) return;
    if (chosen.some((item) => item.lineage.lineage_id === lineage.lineage_id)) return;
    chosen.push({ title, reason: reason(lineage), lineage });
  };
  const first = (sides: (card: LineageCard) => number, accept: (card: LineageCard) => boolean): LineageCard | undefined =>
    lineages
      .filter((card) => accept(card) && !chosen.some((item) => item.lineage.lineage_id === card.lineage_id))
      .sort((a, b) => sides(b) - sides(a) || b.source_count - a.source_count)[0];

  take("Carried by the most sources", first((card) => card.source_count, (card) => card.source_count > 1), (card) =>
    `${counted(card.source_count, "source")}, ${share(card.credited_count, card.witness_count, "witness", "witnesses")} credited`,
  );
  take(
    "Carried without credit",
    first((card) => card.witness_count - card.credited_count, (card) => card.source_count > 1 && card.credited_count < card.witness_count / 2),
    (card) => `${share(card.credited_count, card.witness_count, "witness", "witnesses")} name where the words come from`,
  );
  take("Began outside the archive", first((card) => card.source_count, (card) => card.origin_outside), (card) =>
    card.credited_origin ? `every witness here is a copy; the words are credited to ${card.credited_origin}` : "the first witness here is already a copy",
  );
  take("First witness undecided", first((card) => card.source_count, (card) => !card.origin_decided), () =>
    "the evidence does not tell who was first, so nobody is named as the origin",
  );
  take("The longest passage", first((card) => card.longest_characters, (card) => card.source_count > 1), (card) =>
    `${counted(card.longest_characters, "character")} in its longest witness`,
  );
  return chosen;
}
