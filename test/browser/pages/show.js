/** Shows a report: as a table to people, and in an attribute to the tests. */
export function show(report) {
  const table = document.body.appendChild(document.createElement("table"));
  for (const [check, failing] of Object.entries(report.failures)) {
    const row = table.insertRow();
    row.insertCell().textContent = check;
    row.insertCell().textContent = `${report.fixtures - failing.length} of ${report.fixtures}`;
    row.insertCell().textContent = failing.join(", ");
  }
  for (const uuid of report.created) {
    const row = table.insertRow();
    row.insertCell().textContent = "creates an invoice";
    row.insertCell().textContent = uuid;
  }
  document.documentElement.dataset.report = JSON.stringify(report);
}
