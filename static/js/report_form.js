// The report form: the percent follows a status that leaves no choice, and leaving with unsaved text asks first.
(function () {
  "use strict";
  var form = document.querySelector("[data-report-form]");
  if (!form) return;
  var percent = form.elements.percent;
  var fixed = { not_started: "0", completed: "100" };
  var chosen = percent ? percent.value : "";

  function follow() {
    // Where milestones give the percent the form asks for none.
    if (!percent) return;
    var status = form.elements.status.value;
    var decided = Object.prototype.hasOwnProperty.call(fixed, status);
    if (!percent.readOnly) chosen = percent.value;
    percent.value = decided ? fixed[status] : chosen;
    percent.readOnly = decided;
  }
  form.addEventListener("change", function (event) {
    if (event.target.name === "status") follow();
  });
  follow();

  var dirty = Boolean(document.querySelector(".error-summary"));
  form.addEventListener("input", function () {
    dirty = true;
  });
  form.addEventListener("submit", function () {
    dirty = false;
  });
  window.addEventListener("beforeunload", function (event) {
    if (dirty) event.preventDefault();
  });
})();
