// The Inspector's command line, one process a check. Usage: node inspector.mjs URL|COMMAND legacy|modern
// Prints one line of JSON for each check: {"check": name, "ok": boolean, "detail": what was seen, or what went wrong}.

import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';

const BOUND_MILLIS = 30_000;
const [, , where, era] = process.argv;
const program = 'node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js';
// what the Inspector keeps in a home folder is none of this machine's user's
const home = `${process.cwd()}/home`;
mkdirSync(home, { recursive: true });

/** Runs it; resolves with its exit status and what it printed as JSON on either stream. */
function inspect(...options) {
    const server = where.startsWith('http') ? ['--server-url', where, '--transport', 'http'] : [where, '--transport', 'stdio'];
    const all = ['--cli', ...server, '--protocol-era', era, '--format', 'json', '-q'];
    const settings = { timeout: BOUND_MILLIS, env: { ...process.env, HOME: home }, maxBuffer: 1 << 26 };
    return new Promise((resolve, reject) => {
        execFile(process.execPath, [program, ...all, ...options], settings, (error, out, err) => {
            if (error && typeof error.code !== 'number') {
                reject(new Error(`${options.join(' ')}: ${error.message}\n${err}`));
                return;
            }
            try {
                resolve({ status: error?.code ?? 0, ...JSON.parse(out || err) });
            } catch {
                reject(new Error(`${options.join(' ')} printed no JSON: ${out}${err}`));
            }
        });
    });
}

async function result(...options) {
    const answer = await inspect(...options);
    if (answer.status !== 0 || answer.result === undefined) {
        throw new Error(`${options.join(' ')}: ${JSON.stringify(answer)}`);
    }
    return answer.result;
}

async function check(name, body) {
    let line;
    try {
        line = { check: name, ok: true, detail: await body() };
    } catch (error) {
        line = { check: name, ok: false, detail: error.message };
    }
    process.stdout.write(`${JSON.stringify(line)}\n`);
}

function ensure(condition, seen) {
    if (!condition) {
        throw new Error(JSON.stringify(seen));
    }
}

await check('initialize', async () => {
    const seen = await result('--method', 'initialize');
    ensure(JSON.stringify(seen).includes('ackplane'), seen);
    return seen.protocolVersion;
});
await check('tools/list', async () => {
    const { tools } = await result('--method', 'tools/list');
    const names = tools.map(tool => tool.name);
    ensure(names.includes('echo') && names.includes('test_simple_text'), names);
    return names.length;
});
await check('tools/list --strict', async () => {
    // ends with 6 where a schema has a fault that some client stumbles over
    await result('--method', 'tools/list', '--strict');
});
await check('tools/call', async () => {
    const call = ['--method', 'tools/call', '--tool-name', 'echo', '--tool-args-json'];
    const seen = await result(...call, JSON.stringify({ message: 'Grüße 😀' }));
    ensure(seen.content[0].text === 'Grüße 😀' && !seen.isError, seen);
});
await check('tools/call of a tool that fails', async () => {
    const seen = await inspect('--method', 'tools/call', '--tool-name', 'test_error_handling');
    ensure(seen.status === 5 && JSON.stringify(seen).includes('intentionally'), seen);
});
await check('tools/call of an unknown tool', async () => {
    const seen = await inspect('--method', 'tools/call', '--tool-name', 'no_such_tool');
    ensure(seen.status === 5 && seen.error.code === 'tool_not_found', seen);
});
await check('tools/call --load', async () => {
    const load = ['--load', '--load-concurrency', '8', '--load-requests', '200'];
    const call = ['--method', 'tools/call', '--tool-name', 'echo', '--tool-args-json', '{"message":"x"}'];
    const seen = await inspect(...call, ...load);
    ensure(seen.status === 0, seen);
    return seen.result ?? seen;
});
await check('resources/list', async () => {
    const { resources } = await result('--method', 'resources/list');
    ensure(resources.some(resource => resource.uri === 'test://static-text'), resources);
});
await check('resources/templates/list', async () => {
    const { resourceTemplates } = await result('--method', 'resources/templates/list');
    ensure(resourceTemplates.some(template => template.uriTemplate === 'test://template/{id}/data'), resourceTemplates);
});
await check('resources/read', async () => {
    const { contents } = await result('--method', 'resources/read', '--uri', 'test://template/7/data');
    ensure(JSON.parse(contents[0].text).id === '7', contents);
});
await check('prompts/list', async () => {
    const { prompts } = await result('--method', 'prompts/list');
    ensure(prompts.some(prompt => prompt.name === 'test_simple_prompt'), prompts);
});
await check('prompts/get', async () => {
    const get = ['--method', 'prompts/get', '--prompt-name', 'test_prompt_with_arguments'];
    const { messages } = await result(...get, '--prompt-args', 'arg1=a', 'arg2=b');
    ensure(messages[0].content.text.includes("arg1='a'"), messages);
});
if (era === 'legacy') {
    await check('logging/setLevel', async () => {
        await result('--method', 'logging/setLevel', '--log-level', 'warning');
    });
}
