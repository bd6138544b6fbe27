"use strict";
// Orders the claims of each story anew. Without this script they stand as the left outlet has them.
(() => {
  const order = document.getElementById("order");
  if (!order) return;
  const status = document.querySelector("#filter [role=status]");
  const lists = [...document.querySelectorAll(".story > .shared")];
  const value = (claim, name) => Number(claim.dataset[name]);
  const keys = {
    place: (claim) => value(claim, "place"),
    weight: (claim) => -value(claim, "weight"),
    kind: (claim) => value(claim, "kindRank"),
  };
  const sort = () => {
    const key = keys[order.value] ?? keys.place;
    for (const list of lists) {
      const claims = [...list.querySelectorAll(":scope > .claim")];
      claims.sort((a, b) => key(a) - key(b) || value(a, "place") - value(b, "place"));
      list.append(...claims);
    }
  };
  order.addEventListener("change", () => {
    sort();
    status.textContent = `Ordered by ${order.selectedOptions[0].textContent}`;
  });
  sort(); // a browser that comes back to the page may have kept the choice
})();
