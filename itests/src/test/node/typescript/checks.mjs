// Prints one line of JSON for each check: {"check": name, "ok": boolean, "detail": what was seen, or what went wrong}.

const BOUND_MILLIS = 20_000;

/** Resolves as the promise does, or rejects after the bound. */
export async function within(promise, what, millis = BOUND_MILLIS) {
    let timer;
    const late = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`${what}: nothing within ${millis} ms`)), millis);
    });
    try {
        return await Promise.race([promise, late]);
    } finally {
        clearTimeout(timer);
    }
}

export async function check(name, body) {
    try {
        const detail = await within(body(), name);
        print({ check: name, ok: true, detail });
    } catch (error) {
        print({ check: name, ok: false, detail: `${error?.message ?? error}`, code: error?.code });
    }
}

export function print(line) {
    process.stdout.write(`${JSON.stringify(line)}\n`);
}

export function equal(actual, expected, what) {
    const [left, right] = [JSON.stringify(actual), JSON.stringify(expected)];
    if (left !== right) {
        throw new Error(`${what} is ${left}, expected ${right}`);
    }
}

export function ensure(condition, what) {
    if (!condition) {
        throw new Error(what);
    }
}

/** Returns the error that the promise must reject with. */
export async function rejected(promise, what) {
    try {
        await promise;
    } catch (error) {
        return error;
    }
    throw new Error(`${what} was not refused`);
}

/** Collects what comes, and lets a check wait for it. */
export class Mailbox {
    #items = [];
    #waiters = [];

    add(item) {
        this.#items.push(item);
        this.#waiters.splice(0).forEach(wake => wake());
    }

    clear() {
        this.#items = [];
    }

    get items() {
        return this.#items;
    }

    /** Waits until there are so many that fit. */
    async take(count, what, fits = () => true) {
        const enough = async () => {
            while (this.#items.filter(fits).length < count) {
                await new Promise(wake => this.#waiters.push(wake));
            }
            return this.#items.filter(fits);
        };
        return within(enough(), what, 10_000);
    }
}
