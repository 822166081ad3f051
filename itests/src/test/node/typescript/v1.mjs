// The SDK's first line (1.32): sessions alone. Usage: node v1.mjs URL [sse], where sse is the transport of 2024-11-05, or
// node v1.mjs COMMAND stdio.

import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
    CreateMessageRequestSchema,
    ElicitRequestSchema,
    ListPromptsResultSchema,
    ListResourcesResultSchema,
    ListRootsRequestSchema,
    ListToolsResultSchema,
    LoggingMessageNotificationSchema,
    PromptListChangedNotificationSchema,
    ResourceUpdatedNotificationSchema,
    ToolListChangedNotificationSchema
} from '@modelcontextprotocol/sdk/types.js';
import { check, ensure, equal, rejected } from './checks.mjs';
import { CAPABILITIES, memory, suite } from './suite.mjs';

const [, , where, way = 'http'] = process.argv;
const client = new Client({ name: 'ts-v1', version: '1.32.2' }, { capabilities: CAPABILITIES });
const sse = way === 'sse';
const http = way === 'http';
const transports = {
    http: () => new StreamableHTTPClientTransport(new URL(where)),
    sse: () => new SSEClientTransport(new URL('/sse', where)),
    stdio: () => new StdioClientTransport({ command: where })
};
const transport = transports[way]();
const kept = memory();

client.setRequestHandler(ElicitRequestSchema, async request => {
    kept.asked.add(request);
    return kept.answers.elicit;
});
client.setRequestHandler(CreateMessageRequestSchema, async request => {
    kept.asked.add(request);
    return kept.answers.sample;
});
client.setRequestHandler(ListRootsRequestSchema, async () => kept.answers.roots);
client.setNotificationHandler(LoggingMessageNotificationSchema, message => kept.messages.add(message));
client.setNotificationHandler(ToolListChangedNotificationSchema, message => kept.toolsChanged.add(message));
client.setNotificationHandler(PromptListChangedNotificationSchema, message => kept.promptsChanged.add(message));
client.setNotificationHandler(ResourceUpdatedNotificationSchema, message => kept.updated.add(message));

const schemas = {
    'tools/list': ListToolsResultSchema,
    'resources/list': ListResourcesResultSchema,
    'prompts/list': ListPromptsResultSchema
};

await check('connect', async () => {
    await client.connect(transport);
    ensure(!http || transport.sessionId, 'no session');
    ensure(client.getServerCapabilities().resources.subscribe, 'no subscriptions');
    equal(way === 'stdio' ? '2025-11-25' : transport.protocolVersion ?? transport._protocolVersion, '2025-11-25', 'version');
    return client.getServerVersion();
});
await check('ping', async () => {
    await client.ping();
});
await suite({
    ...kept,
    client,
    unknownResource: -32002,
    // Over SSE and stdio it takes messages that arrive together in one go: _onresponse drops the call's progress handler at once, while
    // _onnotification puts its handler off until the go is over. StdioWayIT sees all steps on the wire, before the answer.
    losesLastStep: !http,
    page: (method, params) => client.request({ method, params }, schemas[method]),
    call: (params, options) => [params, undefined, options],
    watch: async () => {},
    logged: async (name, level) => {
        await client.setLoggingLevel(level);
        await client.callTool({ name, arguments: {} });
    },
    subscribe: async uri => {
        await client.subscribeResource({ uri });
        return () => client.unsubscribeResource({ uri });
    }
});
if (http) {
    await check('terminate', async () => {
        await transport.terminateSession();
        const error = await rejected(client.ping(), 'an ended session');
        return error.message;
    });
}
await client.close();
