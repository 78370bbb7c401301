import Foundation
import Glibc
import Testing
import VermilionTestSupport

@Suite struct `A daemon on a machine` {
    private let acme: WatchedAcme
    private var folder: Folder { acme.folder }

    /// Two sources, so that each is looked at while the other is polled.
    init() throws {
        var acme = try WatchedAcme()
        acme.source = "{ csv: usage.csv }, { csv: more.csv }"
        try acme.folder.write("team,day,app,api,tokens\n", to: "more.csv")
        try acme.configure()
        self.acme = acme
    }

    private func polls(_ daemon: Daemon) throws -> Int { try daemon.log.components(separatedBy: " polled").count - 1 }

    /// Between the program and the C library: the time of day is wrong by what a file says, in seconds.
    private func wrongClock() throws -> String {
        try folder.write(
            """
            #define _GNU_SOURCE
            #include <dlfcn.h>
            #include <fcntl.h>
            #include <stdlib.h>
            #include <sys/time.h>
            #include <time.h>
            #include <unistd.h>

            int clock_gettime(clockid_t clock, struct timespec *time) {
                int (*real)(clockid_t, struct timespec *) = dlsym(RTLD_NEXT, "clock_gettime");
                int result = real(clock, time);
                if (result || (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE)) return result;
                char text[32] = {0};
                int file = open(getenv("WRONG_BY"), O_RDONLY | O_CLOEXEC);
                if (file >= 0) {
                    if (read(file, text, sizeof text - 1) > 0) time->tv_sec += atol(text);
                    close(file);
                }
                return 0;
            }

            int gettimeofday(struct timeval *restrict time, void *restrict zone) {
                struct timespec now;
                clock_gettime(CLOCK_REALTIME, &now);
                *time = (struct timeval){now.tv_sec, now.tv_nsec / 1000};
                return 0;
            }

            time_t time(time_t *result) {
                struct timespec now;
                clock_gettime(CLOCK_REALTIME, &now);
                if (result) *result = now.tv_sec;
                return now.tv_sec;
            }
            """, to: "clock.c")
        let compiled = try folder.run(["clang", "-shared", "-fPIC", "-o", "clock.so", "clock.c", "-ldl"])
        try #require(compiled.status == 0, "clang, of the Swift toolchain, makes the clock: \(compiled.words)")
        return folder.path + "/clock.so"
    }

    private func put(clockBy seconds: Int) throws {
        try folder.write("\(seconds)\n", to: "wrong.part")
        try #require(rename(folder.path + "/wrong.part", folder.path + "/wrong") == 0)
    }

    @Test func `whose clock is put a day forward and back does the same as before`() async throws {
        let library = try wrongClock()
        // Not a whole day, after which a reminder is due.
        let day = 86_000
        try put(clockBy: 0)
        let daemon = try Daemon(in: folder, environment: ["LD_PRELOAD": library, "WRONG_BY": folder.path + "/wrong"])
        try await daemon.eventually("the mail did not arrive") { $0.mails.count == 1 }
        let (before, begun) = (try polls(daemon), ContinuousClock.now)
        for wrong in [day, 0, -day, 0] {
            try put(clockBy: wrong)
            let polled = try polls(daemon)
            try await daemon.eventually("it polls no more") { try polls($0) >= polled + 4 }
        }
        // The daemon saw it: its log is dated by that clock.
        let dates = Set(try daemon.log.split(separator: "\n").compactMap { $0.split(separator: "T").first })
        #expect(dates.count == 3, "\(dates)")
        // Two sources each second, and at once where the clock says that they are overdue.
        let seconds = Int((ContinuousClock.now - begun) / .seconds(1))
        #expect(try polls(daemon) - before <= 2 * (seconds + 1) + 8)
        let log = try daemon.log
        #expect(daemon.mails.count == 1, "\(log)")
        try acme.use(9)
        try await daemon.eventually("the rise was not told") { $0.mails.count == 2 }
        #expect(try daemon.end() == 0)
        let incidents = try Program.run("incidents", "--format", "json", in: folder).json() as? [[String: Any]]
        #expect(incidents?.count == 1)
    }

    /// Stopped, as by a machine that sleeps, but shorter.
    @Test func `that sleeps polls each source once when it wakes`() async throws {
        let daemon = try Daemon(in: folder, environment: ["WATCHDOG_USEC": "3000000"])
        try await daemon.eventually("the mail did not arrive") { $0.mails.count == 1 }
        try await daemon.eventually("it does not poll") { try polls($0) >= 4 }
        kill(daemon.process, SIGSTOP)
        try await Task.sleep(for: .milliseconds(200))
        let before = try polls(daemon)
        try await Task.sleep(for: .milliseconds(4_300))
        let woken = ContinuousClock.now
        kill(daemon.process, SIGCONT)
        try await daemon.eventually("it polls no more") { try polls($0) >= before + 2 }
        try await Task.sleep(for: .milliseconds(500))
        let seconds = Int((ContinuousClock.now - woken).components.seconds)
        // Two sources each second, and not those of the seconds before.
        #expect(try polls(daemon) - before <= 4 + 2 * seconds)
        _ = try daemon.heard(until: "WATCHDOG=1")
        try acme.use(9)
        try await daemon.eventually("the rise was not told") { $0.mails.count == 2 }
        #expect(try daemon.end() == 0)
    }
}
