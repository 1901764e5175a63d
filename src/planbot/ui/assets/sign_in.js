// The theme that was chosen on the other pages.
const chosen = localStorage.getItem("planbot-theme");
const dark = chosen ? chosen === "dark" : window.matchMedia("(prefers-color-scheme: dark)").matches;
document.body.classList.toggle("dark", dark);
