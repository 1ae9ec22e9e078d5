import "./styles/page.css";
import { render } from "preact";
import { App } from "./app.tsx";
import { browserClock } from "./link/browser.ts";
import { Connection, type Socket } from "./link/connection.ts";
import { takeToken } from "./link/token.ts";

const { token, address } = takeToken(location.href, sessionStorage);
// Out of the address bar, and with it out of bookmarks and screenshots.
history.replaceState(null, "", address);

const connection = new Connection({
  clock: browserClock,
  open: openSocket,
  isRefused,
});

const place = document.getElementById("page");
if (place !== null) render(<App connection={connection} />, place);

function openSocket(): Socket {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const query = `token=${encodeURIComponent(token)}`;
  const socket = new WebSocket(`${scheme}//${location.host}/ws?${query}`);
  const port: Socket = {
    onopen: null,
    onclose: null,
    onmessage: null,
    send: (text) => socket.send(text),
  };
  socket.onopen = () => port.onopen?.();
  socket.onclose = () => port.onclose?.();
  socket.onmessage = (event) => port.onmessage?.(event);
  return port;
}

// A socket does not say why it failed to open; a plain request does.
async function isRefused(): Promise<boolean> {
  try {
    const { status } = await fetch("/ws", {
      headers: { authorization: `Bearer ${token}` },
      cache: "no-store",
    });
    return status === 401 || status === 403;
  } catch {
    return false;
  }
}
