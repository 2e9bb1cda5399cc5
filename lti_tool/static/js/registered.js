// Tells the LMS's page that registration is over, so that it closes this frame
// (Dynamic Registration 1.0, section 3.7). The message carries nothing secret.

const page = window.opener || window.parent;

document.querySelector("[data-lti-close]").addEventListener("click", () => {
  page.postMessage({ subject: "org.imsglobal.lti.close" }, "*");
});
