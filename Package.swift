// swift-tools-version: 6.2
import PackageDescription

// Targets follow the way of the data; an arrow that points outward does not compile.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
    name: "vermilion",
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .target(name: "VermilionDomain", swiftSettings: strict),
        .target(name: "VermilionFormats", dependencies: ["VermilionDomain"], swiftSettings: strict),
        .target(name: "VermilionEngine", dependencies: ["VermilionDomain"], swiftSettings: strict),
        .target(
            name: "VermilionStore",
            dependencies: ["VermilionDomain", "VermilionEngine", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: strict),
    ]
)
