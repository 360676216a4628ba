// The table of one round: rows save themselves, Enter saves its own row, and leaving with unsaved text asks first.
(function () {
  "use strict";
  var table = document.querySelector("[data-fill]");
  if (!table) return;
  var said = document.getElementById("fill-said");

  table.addEventListener("input", function (event) {
    var row = event.target.closest("tr");
    if (row) row.dataset.dirty = "1";
  });
  table.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || !event.target.matches("tr input, tr select")) return;
    event.preventDefault();
    var save = event.target.closest("tr").querySelector("button[value='save']");
    if (save) save.click();
  });

  // On a phone a row may stay open by itself, its task unopened: then pressing the task folds the row up.
  table.addEventListener("click", function (event) {
    var task = event.target.closest(".fill__task > details:not([open]) > summary");
    if (!task) return;
    var row = task.closest("tr");
    var fields = row.querySelector(".fill__words");
    if (!fields.checkVisibility()) return;
    row.classList.add("fill__row--folded");
    if (fields.checkVisibility()) row.classList.remove("fill__row--folded");
    else event.preventDefault();
  });
  window.addEventListener("hashchange", function () {
    var named = table.querySelector("tr:target");
    if (named) named.classList.remove("fill__row--folded");
  });

  // What the page was opened with after a refusal is not saved either.
  table.querySelectorAll("tr .field__error").forEach(function (wrong) {
    wrong.closest("tr").dataset.dirty = "1";
  });
  var leaving = false;
  table.addEventListener("submit", function () {
    leaving = true;
  });
  window.addEventListener("beforeunload", function (event) {
    if (!leaving && table.querySelector("tr[data-dirty]")) event.preventDefault();
  });

  // What was done names its task itself; what is wrong is told with its task and its field.
  function where(row, told) {
    if (told.matches(".fill__done")) return "";
    var field = told.closest(".field");
    var label = field ? " " + field.querySelector("label").textContent.trim() : "";
    return row.id.replace("row-", "") + label + " · ";
  }

  document.addEventListener("htmx:afterSettle", function (event) {
    var row = event.target.closest && event.target.closest("tr");
    if (!row) return;
    var told = row.querySelector(".fill__done, .field__error");
    said.textContent = told ? where(row, told) + told.textContent.trim() : "";
    if (row.querySelector(".field__error")) {
      row.dataset.dirty = "1";
      var wrong = row.querySelector("[aria-invalid='true']");
      if (wrong) wrong.focus();
    } else if (!row.contains(document.activeElement)) {
      row.tabIndex = -1;
      row.focus({ preventScroll: true });
    }
  });
})();
