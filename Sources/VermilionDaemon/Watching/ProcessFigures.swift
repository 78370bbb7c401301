import Glibc
import VermilionDomain
import VermilionFormats

/// What the process takes of the machine, under the names that Prometheus' own libraries use.
enum ProcessFigures {
    static func families(started: Instant) -> [MetricFamily] {
        var families = [
            MetricFamily("process_start_time_seconds", .gauge, "When the process began.", MetricValue(started)),
            cpu,
        ]
        let pages = memoryPages
        if pages.count >= 2 {
            let size = sysconf(Int32(_SC_PAGESIZE))
            families += [
                MetricFamily("process_virtual_memory_bytes", .gauge, "Address space.", MetricValue(pages[0] * size)),
                MetricFamily(
                    "process_resident_memory_bytes", .gauge, "Memory that is in use.", MetricValue(pages[1] * size)),
            ]
        }
        if let count = openFiles {
            families.append(MetricFamily("process_open_fds", .gauge, "Open files.", MetricValue(count)))
        }
        var limit = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
            families.append(
                MetricFamily("process_max_fds", .gauge, "How many files may be open.", MetricValue(limit.rlim_cur)))
        }
        return families
    }

    private static var cpu: MetricFamily {
        var family = MetricFamily("process_cpu_seconds_total", .counter, "Processor time, in user and in kernel.")
        var usage = rusage()
        guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return family }
        let (user, system) = (usage.ru_utime, usage.ru_stime)
        family.add(
            MetricValue(
                Duration.seconds(user.tv_sec + system.tv_sec) + .microseconds(user.tv_usec + system.tv_usec)))
        return family
    }

    /// All, resident, and others (proc(5), statm).
    private static var memoryPages: [Int] {
        let file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = read(file, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).split(whereSeparator: \.isWhitespace)
            .compactMap { Int($0) }
    }

    private static var openFiles: Int? {
        guard let directory = opendir("/proc/self/fd") else { return nil }
        defer { closedir(directory) }
        var count = 0
        while readdir(directory) != nil { count += 1 }
        // Neither `.` and `..`, nor the directory itself.
        return count - 3
    }
}
