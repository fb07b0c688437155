import { mount } from "svelte";
import App from "./App.svelte";
import { listen } from "./lib/location.svelte";
import { restoreTheme } from "./lib/theme.svelte";
import "./styles/base.css";
import "./styles/parts.css";
import "./styles/lists.css";
import "./styles/timeline.css";
import "./styles/passage.css";
import "./styles/tables.css";
import "./styles/narrow.css";

restoreTheme();
listen();
const target = document.getElementById("app");
if (!target) throw new Error("index.html must hold an element with the id app");
mount(App, { target });
