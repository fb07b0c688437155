/** The address as reactive state, and moving between pages without loading them anew. */

import { withQuery } from "./url-state";

// A server with a token is opened at `?token=…` and answers with a cookie. The token then leaves the
// address, before a reader copies it as a permalink.
if (new URLSearchParams(window.location.search).has("token")) {
  const search = withQuery(window.location.search, { token: "" });
  window.history.replaceState(null, "", window.location.pathname + search + window.location.hash);
}

interface Place {
  path: string;
  search: string;
  hash: string;
}

const read = (): Place => ({
  path: window.location.pathname,
  search: window.location.search,
  hash: window.location.hash,
});

const state = $state<{ place: Place; visits: number }>({ place: read(), visits: 0 });

export const place = {
  get path(): string {
    return state.place.path;
  },
  get search(): string {
    return state.place.search;
  },
  get hash(): string {
    return state.place.hash;
  },
  /** Rises with every change of page (not of its query): pages move the focus to their heading. */
  get visits(): number {
    return state.visits;
  },
};

/** Goes to an address of these pages. `replace` leaves no entry to come back to. */
export function go(href: string, options: { replace?: boolean; keepScroll?: boolean } = {}): void {
  const target = new URL(href, window.location.href);
  const samePage = target.pathname === window.location.pathname;
  if (options.replace) window.history.replaceState(null, "", target);
  else if (target.href !== window.location.href) window.history.pushState(null, "", target);
  state.place = read();
  if (!samePage) state.visits += 1;
  if (!options.keepScroll) window.scrollTo(0, 0);
}

/** Changes only the query of this page. */
export function goQuery(search: string, options: { replace?: boolean } = {}): void {
  go(window.location.pathname + search + window.location.hash, { ...options, keepScroll: true });
}

/** Whether a click on a link is ours to handle: plain, same origin, a page and not the API. */
function ownLink(event: MouseEvent): string | null {
  if (event.defaultPrevented || event.button !== 0) return null;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (!link || link.hasAttribute("download") || link.getAttribute("target")) return null;
  // Inside SVG `href` is an object; the attribute is text in both.
  const href = link.getAttribute("href");
  if (href === null || href.startsWith("#")) return null;
  const target = new URL(href, window.location.href);
  if (target.origin !== window.location.origin || target.pathname.startsWith("/api/")) return null;
  return target.pathname + target.search + target.hash;
}

export function listen(): void {
  document.addEventListener("click", (event) => {
    const href = ownLink(event);
    if (href === null) return;
    event.preventDefault();
    go(href);
  });
  window.addEventListener("popstate", () => {
    const samePage = window.location.pathname === state.place.path;
    state.place = read();
    if (!samePage) state.visits += 1;
  });
}
