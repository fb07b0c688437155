/** Light or dark: the system's choice unless the reader made another. */

export type Theme = "system" | "light" | "dark";
const KEY = "throughline-theme";

function stored(): Theme {
  try {
    const value = window.localStorage.getItem(KEY);
    return value === "light" || value === "dark" ? value : "system";
  } catch {
    return "system"; // Storage can be forbidden; the system's choice is then all there is.
  }
}

const state = $state<{ theme: Theme }>({ theme: "system" });

export const theme = {
  get value(): Theme {
    return state.theme;
  },
};

export function setTheme(value: Theme): void {
  state.theme = value;
  if (value === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = value;
  try {
    if (value === "system") window.localStorage.removeItem(KEY);
    else window.localStorage.setItem(KEY, value);
  } catch {
    // As above: the choice then lasts as long as the tab.
  }
}

export const restoreTheme = (): void => setTheme(stored());
