// The report form: the percent follows a status that leaves no choice, and leaving with unsaved text asks first.
(function () {
  "use strict";
  var fixed = { not_started: "0", completed: "100" };
  var form = null;
  var address = "";
  var chosen = "";
  var dirty = false;

  function follow() {
    // Where milestones give the percent the form asks for none.
    var percent = form.elements.percent;
    if (!percent) return;
    var status = form.elements.status.value;
    var decided = Object.prototype.hasOwnProperty.call(fixed, status);
    if (!percent.readOnly) chosen = percent.value;
    percent.value = decided ? fixed[status] : chosen;
    percent.readOnly = decided;
  }
  function begin() {
    var found = document.querySelector("[data-report-form]");
    if (found === form) return;
    form = found;
    dirty = Boolean(form && form.querySelector(".error-summary"));
    if (!form) return;
    address = location.href;
    chosen = form.elements.percent ? form.elements.percent.value : "";
    follow();
  }
  begin();
  document.addEventListener("htmx:afterSettle", begin);

  // Whoever types at once may be before the moment at which htmx says that the form is there.
  function isOurs(field) {
    begin();
    return form && field.form === form;
  }
  document.addEventListener("change", function (event) {
    if (isOurs(event.target) && event.target.name === "status") follow();
  });
  document.addEventListener("input", function (event) {
    if (isOurs(event.target)) dirty = true;
  });

  function stays() {
    if (dirty && !window.confirm(form.dataset.leave)) return true;
    dirty = false;
    return false;
  }
  // In place the form itself is sent by htmx: until the answer is there nothing is saved.
  document.addEventListener("submit", function (event) {
    if (event.target === form && !form.hasAttribute("hx-boost")) dirty = false;
  });
  document.addEventListener("htmx:confirm", function (event) {
    if (!dirty || event.detail.elt === form) return;
    event.preventDefault();
    if (!stays()) event.detail.issueRequest(true);
  });
  window.addEventListener("popstate", function (event) {
    if (!dirty || !stays()) return;
    event.stopImmediatePropagation();
    history.pushState({ htmx: true }, "", address);
  });
  window.addEventListener("beforeunload", function (event) {
    if (dirty) event.preventDefault();
  });
})();
