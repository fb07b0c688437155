/** Names and directions of languages. */

const RIGHT_TO_LEFT = new Set(["ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"]);
const RIGHT_TO_LEFT_SCRIPTS = new Set(["arab", "hebr", "syrc", "thaa", "nkoo"]);

export function directionOf(lang: string): "ltr" | "rtl" {
  const [primary = "", ...rest] = lang.toLowerCase().split(/[-_]/);
  const script = rest.find((part) => part.length === 4);
  if (script) return RIGHT_TO_LEFT_SCRIPTS.has(script) ? "rtl" : "ltr";
  return RIGHT_TO_LEFT.has(primary) ? "rtl" : "ltr";
}

/** A tag browsers accept as `lang`; nothing for `und` and empty, which say nothing. */
export const langAttribute = (lang: string): string | undefined => (lang === "" || lang === "und" ? undefined : lang);

const names = new Intl.DisplayNames(["en"], { type: "language", fallback: "code" });

export function languageName(lang: string): string {
  if (lang === "" || lang === "und") return "language unknown";
  try {
    return names.of(lang) ?? lang;
  } catch {
    return lang;
  }
}
