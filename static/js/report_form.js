// The report form: leaving with unsaved text asks first.
(function () {
  "use strict";
  var form = null;
  var address = "";
  var dirty = false;

  function begin() {
    var found = document.querySelector("[data-report-form]");
    if (found === form) return;
    form = found;
    dirty = Boolean(form && form.querySelector(".error-summary"));
    if (form) address = location.href;
  }
  begin();
  document.addEventListener("htmx:afterSettle", begin);

  document.addEventListener("input", function (event) {
    // Whoever types at once may be before the moment at which htmx says that the form is there.
    begin();
    if (form && event.target.form === form) dirty = true;
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
