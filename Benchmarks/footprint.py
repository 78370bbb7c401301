"""Idle daemons side by side: memory, processor time, wake-ups; and the time from the start to READY=1, and of a check."""
import glob
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

vermilion, seconds = os.path.abspath(sys.argv[1]), int(sys.argv[2])
TEAMS = 100
SETTLING = 120
ROUNDS = 15
folder = tempfile.mkdtemp(prefix="vermilion-footprint-")
started = []


def expect(condition, words):
    if not condition:
        sys.exit(f"benchmark: {words}")


def write(name, text, mode=0o600):
    path = os.path.join(folder, name)
    with open(path, "w") as file:
        file.write(text)
    os.chmod(path, mode)
    return path


def start(arguments, **options):
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
    started.append(subprocess.Popen(arguments, **(quiet | options)))
    return started[-1]


def configure(name, teams):
    names = [f"Team {number}" for number in range(teams)]
    rows = "".join(f"{name},2025-07-22,Viewer,md,{number + 1}\n" for number, name in enumerate(names))
    write(f"{name}.csv", "team,day,app,api,tokens\n" + rows)
    listed = "".join(
        f"  - {{ name: {team}, sources: [{{ csv: {name}.csv }}], lots: [], notify: [box] }}\n" for team in names)
    return write(
        f"{name}.yaml", f"state: {name}\nteams:\n{listed}channels:\n  box: {{ maildir: {name}-mail }}\n")


def until_ready(configuration):
    """Seconds from the start to READY=1, and the process."""
    path = os.path.join(folder, "notify")
    if os.path.exists(path):
        os.unlink(path)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(path)
        manager.settimeout(30)
        begun = time.perf_counter()
        process = start([vermilion, "run", "--config", configuration], env={"NOTIFY_SOCKET": path, "HOME": folder})
        while b"READY=1" not in manager.recv(4096):
            pass
        return time.perf_counter() - begun, process


def stop(process):
    process.send_signal(signal.SIGTERM)
    process.wait(10)


def check(configuration):
    begun = time.perf_counter()
    done = subprocess.run(
        [vermilion, "check", "--config", configuration, "--format", "json"], stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, cwd=folder, env={"HOME": folder})
    expect(done.returncode == 2, f"check ended with {done.returncode}")
    return time.perf_counter() - begun


def forget_files():
    """Empties the page cache, so that the next start reads the disk; only root may."""
    try:
        os.sync()
        with open("/proc/sys/vm/drop_caches", "w") as file:
            file.write("3")
        return True
    except OSError:
        return False


def used(pid):
    """Processor seconds and wake-ups until now."""
    spent, wakes = 0, 0
    for task in glob.glob(f"/proc/{pid}/task/*"):
        spent += int(open(f"{task}/schedstat").read().split()[0])
        wakes += int(re.search(r"^voluntary_ctxt_switches:\s+(\d+)", open(f"{task}/status").read(), re.M).group(1))
    return spent / 1e9, wakes


def memory(pid):
    """MiB: resident, private (written to by this process alone), and private pages of files."""
    rollup = open(f"/proc/{pid}/smaps_rollup").read()
    return [int(re.search(rf"^{name}:\s+(\d+)", rollup, re.M).group(1)) / 1024
            for name in ("Rss", "Private_Dirty", "Private_Clean")]


def main():
    many, one = configure("many", TEAMS), configure("one", 1)
    first, process = until_ready(many)
    # The first round of polls and mails is over when nothing comes any more.
    box, count = os.path.join(folder, "many-mail/new"), 0
    while not os.path.isdir(box) or len(os.listdir(box)) < TEAMS:
        time.sleep(0.2)
        count += 1
        expect(count < 300, "not all mails came")
    stop(process)
    ready, checks, checks_of_one = [], [], []
    check(one)
    for _ in range(ROUNDS):
        duration, process = until_ready(many)
        ready.append(duration)
        stop(process)
        checks.append(check(many))
        checks_of_one.append(check(one))
    cold = []
    for _ in range(3):
        if forget_files():
            cold.append((until_ready(many), check(one)))
            stop(cold[-1][0][1])
            forget_files()
            cold[-1] = (cold[-1][0][0], check(one))
    _, daemon = until_ready(many)
    with socket.create_server(("127.0.0.1", 0)) as free, socket.create_server(("127.0.0.1", 0)) as other:
        port, monit_port = free.getsockname()[1], other.getsockname()[1]
    routes = write("alertmanager.yml", "route: {receiver: nobody}\nreceivers: [{name: nobody}]\n")
    alertmanager = shutil.which("prometheus-alertmanager")
    peers = {
        "Alertmanager": start([
            alertmanager, f"--config.file={routes}", f"--storage.path={folder}/alerts", "--cluster.listen-address=",
            f"--web.listen-address=127.0.0.1:{port}"]),
    }
    files = "".join(f'check file "file {n}" with path {folder}/many.csv\n  if size > 1 GB then alert\n' for n in range(TEAMS))
    rules = write(
        "monitrc", f"set daemon 30\nset idfile {folder}/monit.id\nset statefile {folder}/monit.state\n"
        f"set pidfile {folder}/monit.pid\nset httpd port {monit_port} use address 127.0.0.1 allow localhost\n" + files)
    monit = shutil.which("monit")
    peers["monit"] = start([monit, "-I", "-c", rules])
    processes = {"vermilion": daemon} | peers
    time.sleep(SETTLING)
    before = {name: used(process.pid) for name, process in processes.items()}
    time.sleep(seconds)
    print(f"{TEAMS} teams, {seconds} s idle after {SETTLING} s\n")
    print("| | resident MB | private MB | pages of files MB | CPU s an hour | wake-ups a second | binary MB |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for name, process in processes.items():
        expect(process.poll() is None, f"{name} ended")
        spent, wakes = (now - then for now, then in zip(used(process.pid), before[name]))
        resident, dirty, clean = memory(process.pid)
        binary = os.path.getsize({"vermilion": vermilion, "Alertmanager": alertmanager, "monit": monit}[name]) / 1e6
        print(f"| {name} | {resident:.1f} | {dirty:.1f} | {clean:.1f} | {spent * 3600 / seconds:.2f} "
              f"| {wakes / seconds:.2f} | {binary:.1f} |")

    def median(times):
        return f"{statistics.median(times) * 1000:.0f} ms (most {max(times) * 1000:.0f})"

    print(f"\nstart to READY=1, {TEAMS} teams: {median(ready)}; the very first, which makes the state: {first * 1000:.0f} ms")
    print(f"check: {TEAMS} teams {median(checks)}, one team {median(checks_of_one)}")
    if cold:
        print(f"with an empty page cache: READY=1 {median([c[0] for c in cold])}, check of one team {median([c[1] for c in cold])}")


try:
    main()
finally:
    for process in started:
        if process.poll() is None:
            process.kill()
    shutil.rmtree(folder, ignore_errors=True)
