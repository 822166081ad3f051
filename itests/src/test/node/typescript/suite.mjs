// What every client does, whichever SDK and era: `peer` says how this SDK spells it.

import { Mailbox, check, ensure, equal, rejected } from './checks.mjs';

const WATCHED = 'test://watched-resource';

function text(result) {
    return result.content.map(block => block.text).join('');
}

/** Walks a list page by page, by the cursors that the server gives. */
async function pages(list, member) {
    const all = [];
    let cursor;
    let count = 0;
    do {
        const page = await list(cursor === undefined ? {} : { cursor });
        ensure(page[member].length > 0 || cursor === undefined, `page ${count} of ${member} is empty`);
        all.push(...page[member]);
        cursor = page.nextCursor;
        count++;
    } while (cursor !== undefined && count < 1_000);
    ensure(cursor === undefined, `${member} has no last page`);
    return { all, count };
}

async function lists(peer) {
    const { client } = peer;
    await check('list-tools', async () => {
        const { all, count } = await pages(params => peer.page('tools/list', params), 'tools');
        const names = all.map(tool => tool.name);
        equal(new Set(names).size, names.length, 'number of distinct tools');
        for (const name of ['echo', 'slow', 'test_simple_text', 'json_schema_2020_12_tool']) {
            ensure(names.includes(name), `${name} is missing`);
        }
        ensure(all.every(tool => tool.inputSchema.type === 'object'), 'an input schema is no object schema');
        ensure(count > 1, 'one page is no paging');
        return { tools: names.length, pages: count };
    });
    await check('list-resources', async () => {
        const { all } = await pages(params => peer.page('resources/list', params), 'resources');
        const uris = all.map(resource => resource.uri);
        for (const uri of ['test://static-text', 'test://static-binary', WATCHED]) {
            ensure(uris.includes(uri), `${uri} is missing`);
        }
        const templates = await client.listResourceTemplates();
        ensure(
            templates.resourceTemplates.some(template => template.uriTemplate === 'test://template/{id}/data'),
            'the template is missing'
        );
        return { resources: uris.length, templates: templates.resourceTemplates.length };
    });
    await check('list-prompts', async () => {
        const { all } = await pages(params => peer.page('prompts/list', params), 'prompts');
        const prompt = all.find(candidate => candidate.name === 'test_prompt_with_arguments');
        equal(
            prompt.arguments.map(argument => [argument.name, argument.required]),
            [
                ['arg1', true],
                ['arg2', true]
            ],
            'arguments'
        );
        return { prompts: all.length };
    });
}

async function calls(peer) {
    const { client } = peer;
    await check('call', async () => {
        const message = 'Grüße, 世界 😀 "quoted" \\ and\nnew line';
        const result = await client.callTool({ name: 'echo', arguments: { message } });
        equal(text(result), message, 'text');
        ensure(!result.isError, 'isError is set');
    });
    await check('call-parallel', async () => {
        const numbers = Array.from({ length: 50 }, (_, index) => `m${index}`);
        const results = await Promise.all(
            numbers.map(message => client.callTool({ name: 'echo', arguments: { message } }))
        );
        equal(results.map(text), numbers, 'answers');
    });
    await check('call-content', async () => {
        const types = async name => (await client.callTool({ name, arguments: {} })).content.map(block => block.type);
        equal(await types('test_image_content'), ['image'], 'image');
        equal(await types('test_audio_content'), ['audio'], 'audio');
        equal(await types('test_embedded_resource'), ['resource'], 'resource');
        equal(await types('test_multiple_content_types'), ['text', 'image', 'resource'], 'several');
    });
    await check('call-structured', async () => {
        const result = await client.callTool({ name: 'heap_summary', arguments: {} });
        ensure(!result.isError, text(result));
        ensure(typeof result.structuredContent === 'object', 'no structured content');
        return Object.keys(result.structuredContent);
    });
    await check('call-tool-error', async () => {
        const result = await client.callTool({ name: 'test_error_handling', arguments: {} });
        equal(result.isError, true, 'isError');
        ensure(text(result).includes('intentionally'), text(result));
    });
    await check('call-bad-arguments', async () => {
        const result = await client.callTool({ name: 'echo', arguments: { message: 7 } });
        equal(result.isError, true, 'isError');
        const problem = 'Invalid arguments for tool echo: /message: must be string';
        ensure(text(result).startsWith(problem), text(result));
    });
    await check('call-unknown-tool', async () => {
        const error = await rejected(client.callTool({ name: 'no_such_tool', arguments: {} }), 'an unknown tool');
        equal(error.code, -32602, 'code');
        return error.message;
    });
    await check('call-empty-arguments', async () => {
        equal(text(await client.callTool({ name: 'test_simple_text' })).length > 0, true, 'text');
    });
}

async function reads(peer) {
    const { client } = peer;
    await check('read', async () => {
        const result = await client.readResource({ uri: 'test://static-text' });
        equal(result.contents[0].text, 'This is the content of the static text resource.', 'text');
        equal(result.contents[0].mimeType, 'text/plain', 'type');
        const binary = await client.readResource({ uri: 'test://static-binary' });
        ensure(Buffer.from(binary.contents[0].blob, 'base64').length > 0, 'empty blob');
    });
    await check('read-template', async () => {
        const result = await client.readResource({ uri: 'test://template/42/data' });
        equal(JSON.parse(result.contents[0].text).id, '42', 'id');
        equal(result.contents[0].uri, 'test://template/42/data', 'uri');
    });
    await check('read-unknown', async () => {
        const error = await rejected(client.readResource({ uri: 'test://no-such' }), 'an unknown resource');
        equal(error.code, peer.unknownResource, 'code');
    });
    await check('prompt', async () => {
        const name = 'test_prompt_with_arguments';
        const result = await client.getPrompt({ name, arguments: { arg1: 'one', arg2: 'two' } });
        equal(result.messages[0].content.text, "Prompt with arguments: arg1='one', arg2='two'", 'text');
        const error = await rejected(client.getPrompt({ name, arguments: { arg1: 'one' } }), 'a missing argument');
        equal(error.code, -32602, 'code');
        equal((await rejected(client.getPrompt({ name: 'no_such' }), 'an unknown prompt')).code, -32602, 'code');
    });
    await check('complete', async () => {
        const result = await client.complete({
            ref: { type: 'ref/prompt', name: 'test_prompt_with_arguments' },
            argument: { name: 'arg1', value: 'par' }
        });
        equal(result.completion.values, ['paris', 'park', 'party'], 'values');
    });
}

async function streams(peer) {
    const { client } = peer;
    await check('progress', async () => {
        const seen = [];
        const result = await client.callTool(
            ...peer.call({ name: 'test_tool_with_progress', arguments: {} }, { onprogress: step => seen.push(step) })
        );
        ensure(!result.isError, text(result));
        const values = seen.map(step => step.progress);
        ensure(values.length >= 2, `only ${values.length} steps`);
        ensure(
            values.every((value, index) => index === 0 || value > values[index - 1]),
            `not growing: ${values}`
        );
        if (!peer.losesLastStep) {
            equal([seen.at(-1).progress, seen.at(-1).total], [100, 100], 'the last step');
        }
    });
    await check('log', async () => {
        peer.messages.clear();
        await peer.logged('test_tool_with_logging', 'info');
        const messages = await peer.messages.take(3, 'three log messages');
        equal(messages.map(message => message.params.level), ['info', 'info', 'info'], 'levels');
        peer.messages.clear();
        await peer.logged('test_tool_with_logging', 'error');
        equal(peer.messages.items.length, 0, 'messages below the level');
    });
    await check('cancel', async () => {
        const started = Date.now();
        const abort = new AbortController();
        const error = await rejected(
            client.callTool(
                ...peer.call(
                    { name: 'slow', arguments: { millis: 30_000 } },
                    { signal: abort.signal, onprogress: () => abort.abort('enough') }
                )
            ),
            'a cancelled call'
        );
        ensure(Date.now() - started < 10_000, 'the cancellation came too late');
        equal(text(await client.callTool({ name: 'echo', arguments: { message: 'after' } })), 'after', 'a later call');
        return error.message ?? String(error);
    });
    await check('reconnect', async () => {
        const result = await client.callTool({ name: 'test_reconnection', arguments: {} });
        equal(text(result), 'Reconnection test completed successfully.', 'text');
    });
}

async function asks(peer) {
    const { client, answers } = peer;
    await check('elicit', async () => {
        const call = () => client.callTool({ name: 'test_elicitation', arguments: { message: 'Who?' } });
        answers.elicit = { action: 'accept', content: { username: 'ada', email: 'ada@example.org' } };
        peer.asked.clear();
        const accepted = text(await call());
        ensure(accepted.includes('ada@example.org'), accepted);
        equal(peer.asked.items[0].params.message, 'Who?', 'message');
        ensure(peer.asked.items[0].params.requestedSchema.properties.username !== undefined, 'no schema');
        answers.elicit = { action: 'decline' };
        const declined = text(await call());
        ensure(declined.includes('decline'), declined);
        answers.elicit = { action: 'cancel' };
        const cancelled = text(await call());
        ensure(cancelled.includes('cancel'), cancelled);
        return [accepted, declined, cancelled];
    });
    await check('sample', async () => {
        peer.asked.clear();
        const result = text(await client.callTool({ name: 'test_sampling', arguments: { prompt: 'Say it' } }));
        ensure(result.includes('as the model says'), result);
        equal(peer.asked.items[0].params.messages[0].content.text, 'Say it', 'prompt');
    });
    await check('roots', async () => {
        const name = 'test_input_required_result_list_roots';
        const result = text(await client.callTool({ name, arguments: {} }));
        ensure(result.includes('file:///srv/here'), result);
    });
    await check('ask-many', async () => {
        answers.elicit = { action: 'accept', content: { name: 'ada' } };
        const name = 'test_input_required_result_multiple_inputs';
        const result = await client.callTool({ name, arguments: {} });
        ensure(!result.isError, text(result));
        return text(result);
    });
    await check('ask-rounds', async () => {
        answers.elicit = { action: 'accept', content: { name: 'ada', color: 'red', step1: 'a', step2: 'b' } };
        const name = 'test_input_required_result_multi_round';
        const result = await client.callTool({ name, arguments: {} });
        ensure(!result.isError, text(result));
        return text(result);
    });
}

async function changes(peer) {
    const { client } = peer;
    const flip = async (tool, mailbox, member) => {
        const names = async () => (await pages(params => peer.page(`${member}/list`, params), member)).all;
        const before = await names();
        for (const step of ['added', 'removed']) {
            mailbox.clear();
            await client.callTool({ name: tool, arguments: {} });
            await mailbox.take(1, `${member} list_changed when one was ${step}`);
            const now = await names();
            equal(now.length, step === 'added' ? before.length + 1 : before.length, `${member} after one was ${step}`);
            equal(mailbox.items.length, 1, `notifications when one was ${step}`);
        }
    };
    await check('tools-changed', async () => {
        await peer.watch({ toolsListChanged: true });
        await flip('test_trigger_tool_change', peer.toolsChanged, 'tools');
    });
    await check('prompts-changed', async () => {
        await peer.watch({ promptsListChanged: true });
        await flip('test_trigger_prompt_change', peer.promptsChanged, 'prompts');
    });
    await check('subscribe', async () => {
        peer.updated.clear();
        const end = await peer.subscribe(WATCHED);
        await client.callTool({ name: 'test_trigger_resource_update', arguments: {} });
        const [update] = await peer.updated.take(1, 'an update');
        equal(update.params.uri, WATCHED, 'uri');
        await end();
        peer.updated.clear();
        await client.callTool({ name: 'test_trigger_resource_update', arguments: {} });
        await client.callTool({ name: 'echo', arguments: { message: 'later' } });
        equal(peer.updated.items.length, 0, 'updates after the end of the subscription');
    });
}

/** Runs all checks; the peer is connected already. */
export async function suite(peer) {
    for (const part of [lists, calls, reads, streams, asks, changes]) {
        await part(peer);
    }
}

/** The mailboxes and answers that every peer has. */
export function memory() {
    return {
        messages: new Mailbox(),
        asked: new Mailbox(),
        toolsChanged: new Mailbox(),
        promptsChanged: new Mailbox(),
        updated: new Mailbox(),
        answers: {
            elicit: { action: 'decline' },
            sample: {
                model: 'test-model',
                role: 'assistant',
                content: { type: 'text', text: 'as the model says' },
                stopReason: 'endTurn'
            },
            roots: { roots: [{ uri: 'file:///srv/here', name: 'here' }] }
        }
    };
}

export const CAPABILITIES = { elicitation: { form: {} }, sampling: {}, roots: { listChanged: true } };
