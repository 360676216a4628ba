// The percent follows a status that leaves no choice; the server says the same of what is sent.
(function () {
  "use strict";
  var fixed = { not_started: "0", completed: "100" };
  var statuses = "[data-report-form] [name$='status'], [data-fill] [name$='status']";

  function follow(status) {
    // Where milestones give the percent the form asks for none.
    var fields = status.form.elements;
    var percent = fields[status.name.replace(/status$/, "percent")];
    if (!percent) return;
    var said = fields[status.name].value;
    var decided = Object.hasOwn(fixed, said);
    if (!percent.readOnly) percent.dataset.chosen = percent.value;
    percent.value = decided ? fixed[said] : percent.dataset.chosen;
    percent.readOnly = decided;
  }
  function followAll() {
    document.querySelectorAll(statuses).forEach(follow);
  }
  followAll();
  document.addEventListener("htmx:afterSettle", followAll);
  document.addEventListener("change", function (event) {
    if (event.target.matches(statuses)) follow(event.target);
  });
})();
