'use strict';
// The page is a client of its own platform, of revision 2026-07-28.
const REVISION = '2026-07-28';
const tools = new Map();
let names = '';

async function rpc(method, params, name) {
  const meta = {};
  meta['io.modelcontextprotocol/protocolVersion'] = REVISION;
  meta['io.modelcontextprotocol/clientCapabilities'] = {};
  meta['io.modelcontextprotocol/clientInfo'] = {name: 'backplane-console', version: '1'};
  const headers = {Accept: 'application/json, text/event-stream', 'MCP-Protocol-Version': REVISION, 'Mcp-Method': method};
  if (name) headers['Mcp-Name'] = name;
  const answer = await ask('rpc', {jsonrpc: '2.0', id: 1, method, params: {...params, _meta: meta}}, headers);
  const text = await answer.text();
  if (!(answer.headers.get('Content-Type') ?? '').startsWith('text/event-stream')) return JSON.parse(text);
  const messages = text.split('\n').filter(line => line.startsWith('data:') && line.length > 6)
    .map(line => JSON.parse(line.slice(5)));
  return messages.find(message => message.id === 1) ?? {problem: 'The answer was cut off.'};
}

/** Reads the tools anew when there are others than before. */
async function toolNames(all) {
  const text = all.join(' ');
  if (text === names) return;
  names = text;
  const found = [];
  let cursor;
  do {
    const answer = await rpc('tools/list', cursor ? {cursor} : {});
    found.push(...(answer.result?.tools ?? []));
    cursor = answer.result?.nextCursor;
  } while (cursor);
  tools.clear();
  found.forEach(tool => tools.set(tool.name, tool));
  const select = byId('tool');
  const before = select.value;
  select.replaceChildren(...[...tools.keys()].sort().map(name => new Option(name)));
  if (tools.has(before)) select.value = before; else fields();
}

/** Makes a field for each argument; what is neither text, number, choice nor yes or no is typed as JSON. */
function fields() {
  const tool = tools.get(byId('tool').value);
  byId('tool-text').textContent = tool?.description ?? '';
  const required = tool?.inputSchema?.required ?? [];
  byId('fields').replaceChildren(...Object.entries(tool?.inputSchema?.properties ?? {}).map(([name, schema]) => {
    const line = make('p');
    const label = make('label', name + (required.includes(name) ? ' *' : ''));
    label.htmlFor = 'field-' + name;
    const type = Array.isArray(schema.type) ? schema.type.find(each => each !== 'null') : schema.type;
    let field;
    if (schema.enum) {
      field = make('select');
      if (!required.includes(name)) field.append(new Option('', ''));
      schema.enum.forEach(value => field.append(new Option(value)));
    } else if (type === 'boolean') {
      field = make('input');
      field.type = 'checkbox';
    } else if (type === 'number' || type === 'integer') {
      field = make('input');
      field.type = 'number';
      field.step = type === 'integer' ? '1' : 'any';
    } else {
      field = make(type === 'string' ? 'input' : 'textarea');
    }
    field.id = 'field-' + name;
    field.dataset.name = name;
    field.dataset.type = schema.enum ? 'string' : type ?? 'json';
    field.required = required.includes(name) && type !== 'boolean';
    line.append(label, ' ', field);
    if (schema.description) {
      const hint = make('span', ' ' + schema.description, 'hint');
      hint.id = field.id + '-hint';
      field.setAttribute('aria-describedby', hint.id);
      line.append(hint);
    }
    return line;
  }));
}

function argumentsTyped() {
  const typed = {};
  document.querySelectorAll('#fields [data-name]').forEach(field => {
    const {name, type} = field.dataset;
    if (type === 'boolean') {
      if (field.checked) typed[name] = true;
    } else if (field.value !== '') {
      typed[name] = type === 'string' ? field.value : JSON.parse(field.value);
    }
  });
  return typed;
}

byId('tool').addEventListener('change', fields);
byId('try').addEventListener('submit', async event => {
  event.preventDefault();
  const name = byId('tool').value;
  byId('result').textContent = 'Calling …';
  byId('call').disabled = true;
  try {
    const answer = await rpc('tools/call', {name, arguments: argumentsTyped()}, name);
    const result = answer.result;
    byId('result').textContent = result?.content?.length && result.content.every(part => part.type === 'text')
      ? (result.isError ? 'The tool failed: ' : '') + result.content.map(part => part.text).join('\n')
      : JSON.stringify(result ?? answer.error ?? answer, null, 2);
  } catch (e) {
    byId('result').textContent = 'Not called: ' + e.message;
  } finally {
    byId('call').disabled = !operator.user;
  }
});
