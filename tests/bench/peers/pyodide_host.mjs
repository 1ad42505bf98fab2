// A host of Pyodide, see process.py: each run in a new interpreter. Arguments: the distribution's folder, and the file
// of a memory snapshot if there is one (`save` in front of them writes it; Pyodide has it, but does not document it).
const GUEST = `
import json
from host import echo
request = json.loads(request)
json.dumps({"sum": sum(range(request["n"])), "reply": echo(request["n"]) if request["call"] else None})
`;
const save = Deno.args[0] === "save";
const [folder, snapshot] = save ? Deno.args.slice(1) : Deno.args;
const { loadPyodide } = await import(new URL(`file://${encodeURI(folder)}/pyodide.mjs`));

if (save) {
  const python = await loadPyodide({ indexURL: `${folder}/`, _makeSnapshot: true });
  python.runPython("import json");
  Deno.writeFileSync(snapshot, python.makeMemorySnapshot());
  Deno.exit();
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();
const chunk = new Uint8Array(65536);
let rest = "";

function receive() {
  for (;;) {
    const end = rest.indexOf("\n");
    if (end >= 0) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 1);
      return line;
    }
    const count = Deno.stdin.readSync(chunk);
    if (count === null) return null;
    rest += decoder.decode(chunk.subarray(0, count), { stream: true });
  }
}

function send(text) {
  Deno.stdout.writeSync(encoder.encode(text + "\n"));
}

function echo(n) {
  send(JSON.stringify({ echo: n }));
  return JSON.parse(receive()).reply;
}

for (let line; (line = receive()) !== null; ) {
  const options = { indexURL: `${folder}/` };
  if (snapshot) options._loadSnapshot = Deno.readFileSync(snapshot);
  const python = await loadPyodide(options);
  python.registerJsModule("host", { echo });
  python.globals.set("request", line);
  send(python.runPython(GUEST));
}
