/** Posts JSON, and reads the answer, which has to be a success. */
export async function postJson(url, body, headers = {}) {
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url}: ${response.status} ${text}`);
  return JSON.parse(text);
}
