// 成批办理: choose all rows of the page, and say how many are chosen. Without it the boxes work all the same.
"use strict";
(() => {
  const form = document.querySelector("[data-batch]");
  if (!form) return;
  const all = form.querySelector("[data-all]");
  const said = form.querySelector("[data-chosen]");
  const boxes = [...form.querySelectorAll("input[name=case]")];
  if (!all || !said) return;
  const plain = said.textContent;
  const say = () => {
    const chosen = boxes.filter((one) => one.checked).length;
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
    said.textContent = chosen ? `已选 ${chosen} 件${chosen > 200 ? "，一次最多 200 件" : ""}` : plain;
  };
  all.addEventListener("change", () => { for (const one of boxes) one.checked = all.checked; say(); });
  form.addEventListener("change", say);
  say();
})();
