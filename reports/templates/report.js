"use strict";
// Shows only the claims with the chosen kinds of change. Without this script every claim is shown.
(() => {
  const bar = document.getElementById("filter");
  const claims = [...document.querySelectorAll("[data-kinds]")];
  if (!bar || claims.length === 0) return;
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
  // A link may lead to a claim that the filter hides.
  window.addEventListener("hashchange", () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.closest("[data-kinds][hidden]")) {
      showAll();
      target.scrollIntoView();
    }
  });

  bar.hidden = false;
  show();
})();
