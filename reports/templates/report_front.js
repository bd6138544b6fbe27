"use strict";
// Shows the stories whose titles have the words looked for. Without this script all are shown.
(() => {
  const find = document.getElementById("find");
  if (!find) return;
  const input = find.querySelector("input");
  const status = find.querySelector("[role=status]");
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const stories = [...document.querySelectorAll("#stories .stories > li")].map((item) => [item, fold(item.firstElementChild.textContent)]);
  const show = () => {
    const words = fold(input.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const [item, title] of stories) {
      item.hidden = !words.every((word) => title.includes(word));
      if (!item.hidden) shown += 1;
    }
    status.textContent = `${shown} of ${stories.length} stories`;
  };
  input.addEventListener("input", show);
  find.hidden = false;
  show(); // a browser that comes back to the page may have kept the text
})();
