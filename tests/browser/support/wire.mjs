// The network between browser and server: a port of its own for each story, which can be cut. A cut closes the port and every
// connection, so that the service worker and the live stream lose the server as truly as the page does.
import { connect, createServer } from "node:net";

export class Wire {
  #open = new Set();
  #server;
  #port = 0;
  isCut = false;
  wasCut = false;

  constructor(target) {
    const [host, port] = target.split(":");
    this.target = { host, port: Number(port) };
  }

  get url() {
    return `http://127.0.0.1:${this.#port}`;
  }

  async lay() {
    this.#server = createServer((near) => this.#join(near));
    await new Promise((resolve, reject) => this.#server.once("error", reject).listen(this.#port, "127.0.0.1", resolve));
    this.#port = this.#server.address().port; // the same again after a cut: the address is the origin
    this.isCut = false;
  }

  async cut() {
    this.isCut = this.wasCut = true;
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#open) socket.destroy();
    await closed;
  }

  #join(near) {
    const far = connect(this.target);
    for (const [one, other] of [[near, far], [far, near]]) {
      this.#open.add(one);
      one.on("error", () => other.destroy());
      one.on("close", () => (this.#open.delete(one), other.destroy()));
      one.pipe(other);
    }
  }
}
