/**
 * A pasted text in an address. It goes into the fragment, which browsers do not send to servers:
 * the permalink holds the text, and logs on the way do not.
 */

export const traceHref = (text: string): string => `/trace#text=${encodeURIComponent(text)}`;

export function pastedText(hash: string): string {
  const found = /^#text=(.*)$/s.exec(hash);
  if (!found) return "";
  try {
    return decodeURIComponent(found[1] ?? "");
  } catch {
    return "";
  }
}
