// The site that bench/run.py builds with Eleventy: the pages, tables and data files of the Hugo site, as JavaScript.
import { years } from "./lib/site.js";
import { writeData } from "./lib/data.js";

// A heading's id stands behind it in braces, as in the other peers.
function anchored(md) {
  md.core.ruler.push("anchored", (state) => {
    state.tokens.forEach((token, at) => {
      if (token.type !== "heading_open") return;
      const inline = state.tokens[at + 1];
      const last = inline.children.at(-1);
      const found = last?.type === "text" && / \{#([^}]+)\}$/.exec(last.content);
      if (!found) return;
      token.attrSet("id", found[1]);
      last.content = last.content.slice(0, found.index);
    });
  });
}

export default function (config) {
  config.setQuietMode(true);
  config.amendLibrary("md", (md) => md.set({ html: false }).use(anchored));
  config.addCollection("reports", (api) =>
    api.getFilteredByGlob("content/reports/*/*.md").sort((one, two) => one.data.weight - two.data.weight),
  );
  config.addCollection("years", (api) => years(api.getFilteredByGlob("content/reports/*/*.md").map((page) => page.data.year)));
  config.addPassthroughCopy("assets");
  config.on("eleventy.after", ({ directories }) => writeData(directories.output));
  return { dir: { input: "content", includes: "../layouts" }, markdownTemplateEngine: false };
}
