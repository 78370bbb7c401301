/// A program and its arguments, as a list.
struct ExecReader {
    let value: Value

    func read() -> Settings.Exec? {
        guard let items = value.list(of: "a program and its arguments") else { return nil }
        if items.isEmpty { value.reject("`exec` needs a program") }
        // Read all of them, so that all mistakes come out.
        let program = items.first?.named("program").path()
        let arguments = items.dropFirst().map { $0.named("argument").characters("an argument") }
        guard let program, !arguments.contains(nil) else { return nil }
        return Settings.Exec(program: program, arguments: arguments.compactMap(\.self))
    }
}
