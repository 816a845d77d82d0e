"""Stands for a Service of several controllers: passes each connection on to the first backend that is ready, as kube-proxy does by the endpoints.

Usage: kube-e2e-service.py PORT BACKEND_PORT...   (all on 127.0.0.1; a connection that finds no ready backend is closed)
"""
import contextlib
import http.client
import socket
import sys
import threading

port, backends = int(sys.argv[1]), [int(p) for p in sys.argv[2:]]


def is_ready(backend):
    connection = http.client.HTTPConnection("127.0.0.1", backend, timeout=1)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def pump(source, target):
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)


def serve(client):
    with client:
        backend = next((b for b in backends if is_ready(b)), None)
        if backend is None:
            return
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", backend), timeout=1) as server:
            server.settimeout(None)
            back = threading.Thread(target=pump, args=(server, client), daemon=True)
            back.start()
            pump(client, server)
            back.join()


with socket.create_server(("127.0.0.1", port)) as listener:
    while True:
        accepted, _ = listener.accept()
        threading.Thread(target=serve, args=(accepted,), daemon=True).start()
