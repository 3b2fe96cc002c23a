// What a browser does of a login, over plain HTTP: keeps cookies by host, follows redirects one at a time, sends forms.

export class Browser {
  #cookies = new Map(); // host → name → value
  #hosts = new Map(); // public origin → where it really is

  /** Requests to `origin` go to `real`, as behind a proxy. */
  serve(origin, real) {
    this.#hosts.set(origin, real);
  }

  cookie(url, name) {
    return this.#cookies.get(new URL(url).host)?.get(name);
  }

  async ask(url, { method = "GET", body, type } = {}) {
    const target = new URL(url);
    const real = this.#hosts.get(target.origin) ?? target.origin;
    const jar = this.#cookies.get(target.host) ?? new Map();
    const headers = { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; ") };
    if (type) headers["content-type"] = type;
    const reply = await fetch(real + target.pathname + target.search, { method, headers, body, redirect: "manual" });
    for (const line of reply.headers.getSetCookie()) this.#take(jar, line);
    this.#cookies.set(target.host, jar);
    const location = reply.headers.get("location");
    return { url, status: reply.status, location: location ? new URL(location, url).href : null, text: await reply.text() };
  }

  json(url, value) {
    return this.ask(url, { method: "POST", type: "application/json", body: JSON.stringify(value) });
  }

  /** Sends the page's form with these values in the place of its own. */
  submit(page, values) {
    const fields = new URLSearchParams();
    for (const [input] of page.text.matchAll(/<input\b[^>]*>/g)) {
      const name = /\bname="([^"]*)"/.exec(input)?.[1];
      if (name && !/type="checkbox"/.test(input)) fields.set(name, unescape(/\bvalue="([^"]*)"/.exec(input)?.[1] ?? ""));
    }
    for (const [name, value] of Object.entries(values)) fields.set(name, value);
    const action = /<form\b[^>]*\baction="([^"]*)"/.exec(page.text)?.[1];
    const target = new URL(action === undefined ? page.url : unescape(action), page.url).href;
    return this.ask(target, { method: "POST", type: "application/x-www-form-urlencoded", body: fields.toString() });
  }

  /** Follows redirects until one leads to `stop`, whose address it gives, or a page comes. */
  async follow(reply, stop) {
    for (let hops = 0; reply.location !== null && hops < 20; ++hops) {
      if (reply.location.startsWith(stop)) return { arrived: reply.location };
      reply = await this.ask(reply.location);
    }
    return { page: reply };
  }

  #take(jar, line) {
    const [pair, ...attributes] = line.split(";");
    const at = pair.indexOf("=");
    const gone = attributes.some((one) => /^\s*(max-age=0|expires=Thu, 01 Jan 1970.*)$/i.test(one));
    if (gone) jar.delete(pair.slice(0, at).trim());
    else jar.set(pair.slice(0, at).trim(), pair.slice(at + 1));
  }
}

function unescape(text) {
  return text.replaceAll("&quot;", '"').replaceAll("&#x27;", "'").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
