/* The search box in the head of every page: `/` leads to it, Escape leaves it. Who does not want the key switches it
   off on the search page; the choice stays in this browser. */
(() => {
  "use strict";

  const box = document.querySelector("input[aria-keyshortcuts='/']");
  if (!box) return;
  const KEPT = "gongkai.slash";
  const choice = document.getElementById("search-slash");
  const EDITED = "input, textarea, select, [contenteditable]:not([contenteditable='false'])";

  let on = true;
  try { on = localStorage.getItem(KEPT) !== "off"; } catch (error) { /* no store: the key stays on */ }

  function keep() {
    on = choice.checked;
    try { localStorage.setItem(KEPT, on ? "on" : "off"); } catch (error) { /* for this page only */ }
  }

  if (choice) {
    choice.checked = on;
    choice.parentNode.hidden = false;
    choice.addEventListener("change", keep);
  }

  /* Who searches from another page goes on typing in the field of the search page, which looks for this mark. */
  if (box.form.id !== "search") {
    box.form.addEventListener("submit", () => {
      try { sessionStorage.setItem("gongkai.searched", "yes"); } catch (error) { /* no store: the focus stays outside */ }
    });
  }

  document.addEventListener("keydown", event => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && event.target === box) {
      event.preventDefault();
      box.blur();
    } else if (on && event.key === "/" && !event.target.closest(EDITED)) {
      event.preventDefault();
      box.focus();
      box.select();
    }
  });
})();
