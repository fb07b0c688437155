/** An answer of the API as reactive state: asked again whenever its address changes. */

import { ApiError, get } from "./api";
import type { Query } from "./url-state";

export interface Resource<T> {
  readonly value: T | undefined;
  readonly error: ApiError | undefined;
  readonly loading: boolean;
  again(): void;
}

/** `ask` returns endpoint and query, or nothing while there is nothing to ask. */
export function resource<T>(ask: () => [endpoint: string, query: Query] | null): Resource<T> {
  return resourceFrom<T>(() => {
    const question = ask();
    return question && ((signal) => get<T>(question[0], question[1], signal));
  });
}

/** The same for anything that can be fetched; what `ask` reads before it returns is tracked. */
export function resourceFrom<T>(ask: () => ((signal: AbortSignal) => Promise<T>) | null): Resource<T> {
  let value = $state.raw<T | undefined>();
  let error = $state.raw<ApiError | undefined>();
  let loading = $state(false);
  let attempt = $state(0);

  $effect(() => {
    void attempt;
    const fetchIt = ask();
    if (!fetchIt) {
      value = undefined;
      error = undefined;
      loading = false;
      return;
    }
    const aborter = new AbortController();
    loading = true;
    fetchIt(aborter.signal).then(
      (answer) => {
        if (aborter.signal.aborted) return;
        // The former answer stays on the page until the new one is here, so nothing jumps.
        value = answer;
        error = undefined;
        loading = false;
      },
      (cause: unknown) => {
        if (aborter.signal.aborted) return;
        error = cause instanceof ApiError ? cause : new ApiError(String(cause), "", 0);
        value = undefined;
        loading = false;
      },
    );
    return () => aborter.abort();
  });

  return {
    get value() {
      return value;
    },
    get error() {
      return error;
    },
    get loading() {
      return loading;
    },
    again() {
      attempt += 1;
    },
  };
}
