// Small comforts; every page works without them.
(function () {
  "use strict";

  // Menus close on Escape and on a click elsewhere.
  document.addEventListener("click", function (event) {
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  // What an address names inside of a part that is folded up is unfolded, where the browser does not do so itself.
  function unfold() {
    var place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (var part = place; part && (part = part.parentElement.closest("details:not([open])")); ) {
      part.open = true;
      place.scrollIntoView();
    }
  }
  unfold();
  window.addEventListener("hashchange", unfold);

  // After a refused form the reader starts at what is wrong.
  function toWhatIsWrong(within) {
    var summary = within.querySelector(".error-summary");
    if (summary) summary.focus();
  }
  toWhatIsWrong(document);

  // What had the focus may be gone with the part that it stood in: then one goes on with what is next in turn, or
  // where that was opened from, or else at the head of what came instead. A page that fetches a part of itself takes
  // the focus from nobody.
  var goesOn = [];
  document.addEventListener("htmx:beforeRequest", function (event) {
    var cause = event.detail.requestConfig.triggeringEvent;
    var asked = (cause && cause.submitter) || event.detail.elt;
    var opened = asked.closest("[data-opened-by]");
    goesOn = opened ? [opened.dataset.openedBy] : inTurnAfter(asked.closest("[data-turn]"));
  });
  function inTurnAfter(one) {
    var all = Array.from(document.querySelectorAll("[data-turn]"));
    var place = all.indexOf(one);
    if (place < 0) return [];
    return all.slice(place + 1).concat(all.slice(0, place).reverse()).map(function (other) {
      return other.dataset.turn;
    });
  }
  document.addEventListener("htmx:afterSettle", function (event) {
    toWhatIsWrong(event.target);
    var place = event.detail.target;
    if (document.activeElement !== document.body || !place || event.target.id !== place.id) return;
    if (event.detail.requestConfig.elt.matches("[hx-trigger=load]")) return;
    var next = goesOn.map(function (id) {
      return document.getElementById(id);
    });
    var there = next.find(Boolean) || event.target.querySelector("h1, h2, .empty__title") || event.target;
    if (there.tabIndex < 0) there.tabIndex = -1;
    there.focus();
  });

  // What was wrong with a filter is told anew.
  document.addEventListener("htmx:beforeRequest", function (event) {
    if (!event.detail.elt.matches(".filters")) return;
    event.detail.elt.querySelectorAll(".field__error").forEach(function (told) {
      told.remove();
    });
  });

  // A part that says itself where it goes is put there, whatever the status of the answer.
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (!event.detail.xhr.getResponseHeader("HX-Retarget")) return;
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  });

  // For a moment the new part and the old one stand below each other: whoever reads here is not moved along with what
  // is pushed down by that.
  function anchored(how) {
    document.documentElement.style.overflowAnchor = how;
  }
  document.addEventListener("htmx:beforeSwap", function () {
    anchored("none");
  });
  document.addEventListener("htmx:afterSwap", function () {
    anchored("");
  });

  // Whoever signed in anew in another window sends what stands on this page with the key of today.
  function keyOfToday() {
    var key = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    return key && key[1];
  }
  document.addEventListener("htmx:configRequest", function (event) {
    var sent = event.detail.parameters;
    if (sent.csrfmiddlewaretoken) sent.csrfmiddlewaretoken = keyOfToday() || sent.csrfmiddlewaretoken;
  });

  // What takes longer than a moment says so, and says it aloud.
  var busy = document.getElementById("busy");
  // Going back puts another body into the page.
  document.addEventListener("htmx:historyRestore", function () {
    busy = document.getElementById("busy");
  });
  var soon = null;
  function tell(words, after) {
    clearTimeout(soon);
    soon = setTimeout(function () {
      busy.textContent = words;
    }, after);
  }
  function idle() {
    tell("", 0);
    clearTimeout(leaving);
    document.querySelectorAll("[aria-busy]").forEach(function (button) {
      button.removeAttribute("aria-busy");
      button.removeAttribute("aria-describedby");
    });
  }
  function work(form, submitter) {
    if (submitter) {
      submitter.setAttribute("aria-busy", "true");
      submitter.setAttribute("aria-describedby", "busy");
    }
    tell((form && form.dataset.working) || busy.dataset.working, 400);
  }

  // A file that is made comes with a mark, by which its page knows that it is there.
  var made = null;
  document.addEventListener("click", function (event) {
    if (!event.target.closest(".export-links a")) return;
    var began = Date.now();
    document.cookie = "file_made=; max-age=0; path=/";
    tell(busy.dataset.file, 0);
    clearInterval(made);
    made = setInterval(function () {
      if (!/(?:^|; )file_made=/.test(document.cookie) && Date.now() - began < 300000) return;
      clearInterval(made);
      tell("", 1500);
    }, 300);
  });

  // Another page that is long in coming; whoever was asked and stays hears nothing.
  var leaving = null;
  window.addEventListener("beforeunload", function (event) {
    leaving = setTimeout(function () {
      if (!event.defaultPrevented && !busy.textContent) busy.textContent = busy.dataset.working;
    }, 1000);
  });

  var uploading = false;
  document.addEventListener("htmx:beforeRequest", function (event) {
    var cause = event.detail.requestConfig.triggeringEvent;
    uploading = true;
    work(event.detail.elt.closest("form"), cause && cause.submitter);
  });
  // Of files on their way it is said how far they are, by quarters.
  document.addEventListener("htmx:xhr:progress", function (event) {
    var form = event.target;
    var files = form.matches("form") && form.querySelector("input[type=file]");
    if (!uploading || !files || !files.files.length || !event.detail.lengthComputable) return;
    var quarter = Math.floor((4 * event.detail.loaded) / event.detail.total);
    uploading = quarter < 4;
    if (uploading) tell(busy.dataset.sending + " " + 25 * quarter + "%", 0);
    else work(form, null);
  });
  document.addEventListener("htmx:afterRequest", function (event) {
    idle();
    if (!event.detail.failed) return;
    // What is not there any more is told by the page itself.
    var answer = event.detail.xhr;
    if (answer.status === 404) location.reload();
    else tell(answer.status === 401 ? busy.dataset.signedOut : why(answer) + busy.dataset.failed, 0);
  });
  function why(answer) {
    // What was refused has a page of its own, whose heading says why.
    var head = new DOMParser().parseFromString(answer.responseText, "text/html").querySelector("h1");
    return head ? head.textContent.trim() + " · " : "";
  }
  ["htmx:sendError", "htmx:timeout"].forEach(function (name) {
    document.addEventListener(name, function () {
      tell(busy.dataset.failed, 0);
    });
  });

  // A form that was sent is not sent twice by a second click.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    if (form.method === "post") form.dataset.sent = "1";
    var key = form.elements.csrfmiddlewaretoken;
    if (key) key.value = keyOfToday() || key.value;
    work(form, event.submitter);
  });
  window.addEventListener("pageshow", function () {
    idle();
    document.querySelectorAll("form[data-sent]").forEach(function (form) {
      delete form.dataset.sent;
    });
  });

  // Who changes language or display comes back to the page as it is filtered now.
  document.addEventListener("submit", function (event) {
    var here = event.target.querySelector("[data-here]");
    if (here && here.value.split("?")[0] === location.pathname) here.value = location.pathname + location.search;
  });

  // A box writes a day as the browser's own language does, whatever that of the page: beside it stands the day in words.
  var days = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "full", timeZone: "UTC" });
  function inWords(box) {
    var words = box.nextElementSibling;
    if (!words || !words.matches(".day-in-words")) {
      if (!box.value) return;
      words = document.createElement("output");
      words.className = "day-in-words";
      words.htmlFor = box.id;
      box.after(words);
    }
    words.textContent = box.value ? days.format(box.valueAsDate) : "";
  }
  function allInWords(within) {
    within.querySelectorAll("input[type=date]").forEach(inWords);
  }
  allInWords(document);
  document.addEventListener("input", function (event) {
    if (event.target.matches("input[type=date]")) inWords(event.target);
  });
  document.addEventListener("htmx:afterSettle", function (event) {
    allInWords(event.target);
  });

  // A filter left empty does not appear in the address.
  document.addEventListener("formdata", function (event) {
    if (event.target.method !== "get") return;
    Array.from(event.formData.entries()).forEach(function (entry) {
      if (entry[1] === "") event.formData.delete(entry[0]);
    });
  });

  // A field marked data-submit-on-change sends its form at once; the button stays for those without JavaScript.
  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
  });
})();
