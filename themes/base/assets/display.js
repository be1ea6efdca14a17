/* How pages are shown: large type, high contrast. In the head, so that no page is seen in another mode first; what was
   chosen is remembered where the browser lets us. */
"use strict";
(() => {
  const root = document.documentElement;
  const MODES = ["large", "contrast"];
  const KEY = "gongkai.display";
  let kept = "";
  try {
    kept = localStorage.getItem(KEY) || "";
  } catch (_) { /* pages opened from disk, or storage forbidden: the choice lasts for the page */ }
  for (const mode of MODES) root.classList.toggle(mode, kept.split(" ").includes(mode));
  root.classList.add("scripted");

  const tell = () => {
    const on = MODES.filter((mode) => root.classList.contains(mode));
    for (const button of document.querySelectorAll("[data-display]")) {
      const mode = button.dataset.display;
      button.setAttribute("aria-pressed", String(mode ? on.includes(mode) : !on.length));
    }
    return on;
  };
  document.addEventListener("DOMContentLoaded", tell);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-display]");
    if (!button) return;
    if (button.dataset.display) root.classList.toggle(button.dataset.display);
    else root.classList.remove(...MODES);
    const on = tell();
    try {
      localStorage.setItem(KEY, on.join(" "));
    } catch (_) { /* see above */ }
  });
})();
