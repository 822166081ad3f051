// The SDK's second line (2.4), in either era. Usage: node v2.mjs URL|COMMAND legacy|modern [stdio]

import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { check, ensure, equal, rejected } from './checks.mjs';
import { CAPABILITIES, memory, suite } from './suite.mjs';

const [, , where, era, way = 'http'] = process.argv;
const modern = era === 'modern';
const stdio = way === 'stdio';
const connection = () =>
    stdio ? new StdioClientTransport({ command: where }) : new StreamableHTTPClientTransport(new URL(where));
const client = new Client(
    { name: `ts-v2-${era}`, version: '2.4.0' },
    { capabilities: CAPABILITIES, versionNegotiation: { mode: modern ? { pin: '2026-07-28' } : 'legacy' } }
);
const transport = connection();
const kept = memory();

client.setRequestHandler('elicitation/create', async request => {
    kept.asked.add(request);
    return kept.answers.elicit;
});
client.setRequestHandler('sampling/createMessage', async request => {
    kept.asked.add(request);
    return kept.answers.sample;
});
client.setRequestHandler('roots/list', async () => kept.answers.roots);
client.setNotificationHandler('notifications/message', message => kept.messages.add(message));
client.setNotificationHandler('notifications/tools/list_changed', message => kept.toolsChanged.add(message));
client.setNotificationHandler('notifications/prompts/list_changed', message => kept.promptsChanged.add(message));
client.setNotificationHandler('notifications/resources/updated', message => kept.updated.add(message));

await check('connect', async () => {
    await client.connect(transport);
    equal(client.getProtocolEra(), modern ? 'modern' : 'legacy', 'era');
    equal(client.getNegotiatedProtocolVersion(), modern ? '2026-07-28' : '2025-11-25', 'version');
    equal(transport.sessionId === undefined, modern || stdio, 'stateless');
    return client.getServerVersion();
});
if (modern) {
    await check('discover', async () => {
        const discovered = await client.discover();
        equal(discovered.supportedVersions, ['2026-07-28'], 'versions');
        ensure(discovered.ttlMs >= 0 && ['public', 'private'].includes(discovered.cacheScope), 'no cache hints');
        return Object.keys(discovered.capabilities);
    });
    await check('auto', async () => {
        const other = new Client({ name: 'ts-v2-auto', version: '2.4.0' }, { versionNegotiation: { mode: 'auto' } });
        await other.connect(connection());
        equal(other.getProtocolEra(), 'modern', 'era');
        await other.close();
    });
    await check('header-parameter', async () => {
        // walks the pages, and keeps what it must mirror
        await client.listTools();
        const call = async region => (await client.callTool({ name: 'test_header_parameter', arguments: { region } }));
        equal((await call('eu-west')).content[0].text, 'region=eu-west', 'text');
        equal((await call(' Zürich ')).content[0].text, 'region= Zürich ', 'text');
    });
    await check('capability-missing', async () => {
        const bare = new Client({ name: 'bare', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
        await bare.connect(connection());
        const call = bare.callTool({ name: 'test_sampling', arguments: { prompt: 'x' } });
        const error = await rejected(call, 'a call that needs sampling');
        equal(error.code, -32021, 'code');
        await bare.close();
    });
} else {
    await check('ping', async () => {
        await client.ping();
    });
}

const open = [];
await suite({
    ...kept,
    client,
    // in either era: this SDK takes the older code for the newer one
    unknownResource: -32602,
    // Over stdio it takes messages that arrive together in one go: _onresponse drops the call's progress handler at once, while
    // _onnotification puts its handler off until the go is over. StdioWayIT sees all steps on the wire, before the answer.
    losesLastStep: stdio,
    page: (method, params) => client.request({ method, params }),
    call: (params, options) => [params, options],
    watch: async filter => {
        if (modern) {
            const subscription = await client.listen(filter);
            equal(subscription.honoredFilter, filter, 'acknowledged');
            open.push(subscription);
        }
    },
    logged: async (name, level) => {
        if (modern) {
            await client.callTool({ name, arguments: {}, _meta: { 'io.modelcontextprotocol/logLevel': level } });
        } else {
            await client.setLoggingLevel(level);
            await client.callTool({ name, arguments: {} });
        }
    },
    subscribe: async uri => {
        if (modern) {
            const subscription = await client.listen({ resourceSubscriptions: [uri] });
            return () => subscription.close();
        }
        await client.subscribeResource({ uri });
        return () => client.unsubscribeResource({ uri });
    }
});
await Promise.all(open.map(subscription => subscription.close()));
if (!modern && !stdio) {
    await check('terminate', async () => {
        await transport.terminateSession();
        return (await rejected(client.ping(), 'an ended session')).message;
    });
}
await client.close();
