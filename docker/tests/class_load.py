"""How long do the students of a class wait who do a lesson at the same time on one machine?

    docker/tests/class_load.py [-image IMAGE] [-kernel KERNEL] [-results FOLDER] [-lesson FILE] NUMBER...

For each NUMBER, as many students get a container from docker/class.sh. All at once they open JupyterLab's page, start a kernel
and run the lesson's cells one after the other, without a pause to read: the worst that a class can do. A table says what they
waited for, with the slowest student's seconds after the median's, the processor time that each took, and the memory.

-results FOLDER is copied into every student's volume beforehand, as results/teaching. Needs the engine that DOCKER_HOST names, an
image, docker-compose and a Python with tornado (.venv/bin/python).
"""
import argparse
import asyncio
import http.client
import json
import os
import pathlib
import re
import shutil
import socket
import statistics
import subprocess
import tempfile
import threading
import time
import urllib.parse
import uuid

from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import websocket_connect

HERE = pathlib.Path(__file__).resolve().parent
PORT = 18801
PATIENCE = 3600  # seconds

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("-image", default="ipd")
parser.add_argument("-kernel", help="in place of the notebook's")
parser.add_argument("-results", help="a folder results/teaching that every student begins with")
parser.add_argument("-lesson", default="notebooks/teaching/solved/5_training.ipynb")
parser.add_argument("-json", help="a file for all single times")
parser.add_argument("numbers", type=int, nargs="+")
options = parser.parse_args()


def docker(*arguments, **keywords):
    return subprocess.run(["docker", *arguments], check=True, capture_output=True, text=True, **keywords).stdout.split()


class Student:
    def __init__(self, line):
        self.name, address = line.split()
        parts = urllib.parse.urlsplit(address)
        self.url = f"http://127.0.0.1:{parts.port}/"
        self.headers = {"Authorization": "token " + urllib.parse.parse_qs(parts.query)["token"][0].replace(" ", "+")}
        self.waited, self.cells, self.failed = {}, [], []

    async def fetch(self, path, content=None):
        request = HTTPRequest(self.url + path, headers=self.headers, connect_timeout=PATIENCE, request_timeout=PATIENCE,
                              **({} if content is None else {"method": "POST", "body": json.dumps(content)}))
        return (await AsyncHTTPClient().fetch(request)).body

    async def page(self):
        text = (await self.fetch("lab")).decode()
        await asyncio.gather(*(self.fetch(path) for path in re.findall(r'(?:src|href)="/([^"]*\.(?:js|css)[^"]*)"', text)))

    async def execute(self, code):
        session, ask, reply, idle = uuid.uuid4().hex, uuid.uuid4().hex, None, False
        header = {"msg_id": ask, "msg_type": "execute_request", "username": "", "session": session, "date": "", "version": "5.3"}
        content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False}
        await self.socket.write_message(json.dumps({"header": header, "parent_header": {}, "metadata": {}, "content": content,
                                                    "channel": "shell", "buffers": []}))
        while reply is None or not idle:  # they come on two channels, in any order
            text = await self.socket.read_message()
            if text is None:
                raise ConnectionError("the server closed the socket")
            message = json.loads(text)
            if message["parent_header"].get("msg_id") != ask:
                continue
            if message["msg_type"] == "execute_reply":
                reply = message["content"]
            idle = idle or message["msg_type"] == "status" and message["content"]["execution_state"] == "idle"
        return reply

    async def work(self):
        begin = time.monotonic()
        await self.page()
        self.waited["page"] = time.monotonic() - begin
        notebook = json.loads(await self.fetch("api/contents/" + options.lesson))["content"]
        begin = time.monotonic()
        kernel = json.loads(await self.fetch("api/kernels", {"name": options.kernel or notebook["metadata"]["kernelspec"]["name"]}))["id"]
        self.socket = await websocket_connect(HTTPRequest(f"{self.url.replace('http', 'ws', 1)}api/kernels/{kernel}/channels", headers=self.headers,
                                                          connect_timeout=PATIENCE, request_timeout=PATIENCE), max_message_size=1 << 28)
        code = [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
        for i, source in enumerate(code):
            start = time.monotonic()
            reply = await self.execute(source)
            self.cells.append(time.monotonic() - start)
            if i == 0:
                self.waited["kernel and first cell"] = time.monotonic() - begin
            if reply["status"] != "ok":
                self.failed.append(f"cell {i + 1}: {reply.get('ename')}: {reply.get('evalue', '')[:200]}")
        self.waited["longest cell"] = max(self.cells)
        self.waited["all other cells, median"] = statistics.median(self.cells)
        self.waited["whole lesson"] = time.monotonic() - begin


class Engine(http.client.HTTPConnection):
    """The engine's own interface, through its socket."""

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock").removeprefix("unix://"))


def used(identity):
    """Memory of a container that can't be given back, in bytes, and its processor time so far, in seconds."""
    engine = Engine("engine")
    engine.request("GET", f"/v1.41/containers/{identity}/stats?stream=false&one-shot=true")
    stats = json.load(engine.getresponse())
    engine.close()
    memory = stats["memory_stats"]["stats"]
    return memory.get("anon", memory.get("total_rss")), stats["cpu_stats"]["cpu_usage"]["total_usage"] / 1e9


def watch(identities, peaks, over):
    """Notes the most memory until the lesson is over. The engine takes its time with each answer, so this has a thread of its own."""
    while not over.wait(2):
        now = [used(one)[0] for one in identities]
        peaks["each"] = max(peaks["each"], *now)
        peaks["all"] = max(peaks["all"], sum(now))


def lesson(students, identities):
    async def together():
        await asyncio.gather(*(student.work() for student in students))

    peaks, over = {"each": 0, "all": 0}, threading.Event()
    watcher = threading.Thread(target=watch, args=(identities, peaks, over))
    before = [used(one)[1] for one in identities]
    watcher.start()
    try:
        asyncio.run(together())
    finally:
        over.set()
        watcher.join()
    return peaks, [used(one)[1] - b for one, b in zip(identities, before)]


def measure(number):
    work = pathlib.Path(tempfile.mkdtemp(prefix="class"))
    compose = ["docker-compose", "-p", "ipd-class-load", "-f", str(work / "class/compose.yaml")]
    run = lambda *arguments: subprocess.run([*compose, *arguments], check=True, capture_output=True, text=True,
                                            env={**os.environ, "IPD_IMAGE": options.image, "COMPOSE_HTTP_TIMEOUT": str(PATIENCE)}).stdout
    subprocess.run([HERE.parent / "class.sh", "-o", work / "class", "-p", str(PORT), *(f"student{i + 1:02}" for i in range(number))], check=True, stdout=subprocess.DEVNULL)
    try:
        begin = time.monotonic()
        run("up", "-d")
        identities = run("ps", "-q").split()
        while not all(state == "healthy" for state in docker("inspect", "-f", "{{.State.Health.Status}}", *identities)):
            time.sleep(1)
        print(f"{number} containers healthy after {time.monotonic() - begin:.0f} s", flush=True)
        if options.results:
            packed = subprocess.run(["tar", "-C", options.results, "-c", "."], check=True, capture_output=True).stdout
            for one in identities:  # by the student's own user
                subprocess.run(["docker", "exec", "-i", one, "sh", "-c", "mkdir -p results/teaching && tar -x -C results/teaching"], check=True, input=packed)
        idle = sum(used(one)[0] for one in identities)
        students = [Student(line) for line in open(work / "class/addresses.txt")]
        peaks, seconds = lesson(students, identities)
    finally:
        run("down", "-v", "-t", "3")
        shutil.rmtree(work)
    for what in students[0].waited:
        values = sorted(student.waited[what] for student in students)
        print(f"  {what:24} {statistics.median(values):7.1f} s {values[-1]:7.1f} s")
    print(f"  processor time           {statistics.median(seconds):7.1f} s {max(seconds):7.1f} s")
    print(f"  memory: {idle / number / 1e6:.0f} MB each before; at most {peaks['each'] / 1e6:.0f} MB one, {peaks['all'] / 1e9:.1f} GB all")
    for student in students:
        for problem in student.failed:
            print(f"  {student.name}: {problem}")
    return {"number": number, "cells": [student.cells for student in students], "waited": [student.waited for student in students],
            "processor": seconds, "peaks": peaks, "failed": sum(len(student.failed) for student in students)}


AsyncHTTPClient.configure(None, max_clients=1000, max_body_size=1 << 28)
all_ = [measure(number) for number in options.numbers]
if options.json:
    pathlib.Path(options.json).write_text(json.dumps(all_))
