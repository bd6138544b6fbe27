"use strict";
// Shows only the claims with the chosen kinds of change, and their stories. Without this script everything is shown.
(() => {
  const bar = document.getElementById("filter");
  const claims = [...document.querySelectorAll("[data-kinds]")];
  if (!bar || claims.length === 0) return;
  const stories = [...document.querySelectorAll(".story")];
  const buttons = [...bar.querySelectorAll("button[data-filter]")];
  const [all, ...kinds] = buttons;
  const status = bar.querySelector("[role=status]");
  const isPressed = (button) => button.getAttribute("aria-pressed") === "true";
  const press = (button, on) => button.setAttribute("aria-pressed", String(on));

  const show = () => {
    const wanted = kinds.filter(isPressed).map((button) => button.dataset.filter);
    press(all, wanted.length === 0);
    let shown = 0;
    for (const claim of claims) {
      const found = claim.dataset.kinds.split(" ");
      claim.hidden = wanted.length > 0 && !wanted.some((kind) => found.includes(kind));
      if (!claim.hidden) shown += 1;
    }
    for (const story of stories) {
      story.hidden = wanted.length > 0 && !story.querySelector(".claim:not([hidden])");
      for (const part of story.querySelectorAll(":scope > section:not(.shared)")) part.hidden = wanted.length > 0;
    }
    status.textContent = `${shown} of ${claims.length} claims told by several outlets`;
  };

  const showAll = () => {
    kinds.forEach((button) => press(button, false));
    show();
  };

  all.addEventListener("click", showAll);
  for (const button of kinds) {
    button.addEventListener("click", () => {
      press(button, !isPressed(button));
      show();
    });
  }
  // A link may lead to what the filter hides. The click comes before the jump, also for a link followed twice.
  const reveal = (hash) => {
    const target = document.getElementById(decodeURIComponent(hash.slice(1)));
    if (!target || !target.closest("[hidden]")) return;
    showAll();
    target.scrollIntoView();
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link) reveal(link.hash);
  });
  window.addEventListener("hashchange", () => reveal(location.hash));

  bar.hidden = false;
  show();
})();
