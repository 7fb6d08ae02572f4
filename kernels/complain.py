"""A kernel that only says, in each cell, why there is none. launch.sh starts it where the relay has not been built:

    python complain.py CONNECTION_FILE MESSAGE

It needs the Python of a Jupyter (jupyter_client, pyzmq); any other shows a traceback, behind the message.
"""
import os
import sys
import threading

import zmq
from jupyter_client.connect import ConnectionFileMixin


def main(connection_file, message):
    parent = os.getppid()
    connection = ConnectionFileMixin(connection_file=connection_file)
    connection.load_connection_file()
    session = connection.session
    context = zmq.Context()

    def bind(kind, port):
        socket = context.socket(kind)
        socket.linger = 1000
        socket.bind(f"{connection.transport}://{connection.ip}{':' if connection.transport == 'tcp' else '-'}{port}")
        return socket

    shell, control, iopub = bind(zmq.ROUTER, connection.shell_port), bind(zmq.ROUTER, connection.control_port), bind(zmq.PUB, connection.iopub_port)
    bind(zmq.ROUTER, connection.stdin_port)
    heartbeat = bind(zmq.ROUTER, connection.hb_port)
    threading.Thread(target=zmq.proxy, args=(heartbeat, heartbeat), daemon=True).start()
    error = {"ename": "StartError", "evalue": "the kernel cannot start: " + message, "traceback": ["StartError: the kernel cannot start: " + message]}
    answers = {
        "kernel_info_request": {"status": "ok", "protocol_version": "5.4", "implementation": "ipd-kernel", "implementation_version": "0",
                                "language_info": {"name": "go", "version": "", "mimetype": "text/x-go", "file_extension": ".go"}, "banner": message},
        "is_complete_request": {"status": "complete"},
        "comm_info_request": {"status": "ok", "comms": {}},
        "history_request": {"status": "ok", "history": []},
        "complete_request": {"status": "ok", "matches": [], "cursor_start": 0, "cursor_end": 0, "metadata": {}},
        "inspect_request": {"status": "ok", "found": False, "data": {}, "metadata": {}},
        "interrupt_request": {"status": "ok"},
        "shutdown_request": {"status": "ok", "restart": False},
    }
    poller = zmq.Poller()
    for socket in (shell, control):
        poller.register(socket, zmq.POLLIN)
    count = 0
    while os.getppid() == parent:
        for socket, _ in poller.poll(500):
            route, request = session.recv(socket, 0)
            kind = request["msg_type"]
            session.send(iopub, "status", {"execution_state": "busy"}, request, ident=b"status")
            if kind == "execute_request":
                count += 1
                session.send(iopub, "execute_input", {"code": request["content"]["code"], "execution_count": count}, request, ident=b"execute_input")
                session.send(iopub, "error", error, request, ident=b"error")
                session.send(socket, "execute_reply", {**error, "status": "error", "execution_count": count}, request, ident=route)
            elif kind in answers:
                session.send(socket, kind.replace("_request", "_reply"), answers[kind], request, ident=route)
            session.send(iopub, "status", {"execution_state": "idle"}, request, ident=b"status")
            if kind == "shutdown_request":
                return


main(*sys.argv[1:])
