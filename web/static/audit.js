// 滑尺 draws the date of a field through the days of the record. Without it the date is typed.
"use strict";
for (const place of document.querySelectorAll("[data-slide]")) {
  const field = document.getElementById(place.dataset.slide);
  const range = place.querySelector("input[type=range]");
  const told = place.querySelector("output");
  const day = () => {
    const at = new Date(`${place.dataset.first}T00:00:00Z`);
    at.setUTCDate(at.getUTCDate() + Number(range.value));
    return at.toISOString().slice(0, 10);
  };
  const last = () => Number(range.value) === Number(range.max);
  const say = () => { told.textContent = last() ? "现在" : day(); };
  place.hidden = false;
  say();
  range.addEventListener("input", () => { field.value = last() ? "" : day(); say(); });
  range.addEventListener("change", () => { if (field.form.requestSubmit) field.form.requestSubmit(); else field.form.submit(); });
}
