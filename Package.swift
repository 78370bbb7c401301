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

func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(
        name: name, dependencies: dependencies + ["VermilionTestSupport"], resources: resources, swiftSettings: strict)
}

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "vermilion",
    products: [
        .executable(name: "vermilion", targets: ["vermilion"]),
        .executable(name: "vermilion-simulator", targets: ["vermilion-simulator"]),
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    ],
    targets: [
        module("VermilionDomain"),
        module("VermilionFormats", ["VermilionDomain"]),
        module("VermilionMessages", ["VermilionDomain", "VermilionFormats", mustache]),
        module("VermilionSettings", ["VermilionDomain", "VermilionFormats", "VermilionMessages", yams]),
        module("VermilionEngine", ["VermilionDomain"]),
        module("VermilionStore", ["VermilionDomain", "VermilionEngine", grdb]),
        .target(name: "CCurl", linkerSettings: [.linkedLibrary("curl")]),
        .target(name: "CSpawn"),
        module("VermilionTransport", ["VermilionDomain", "CCurl", "CSpawn"]),
        .systemLibrary(name: "CZlib"),
        module(
            "VermilionSources",
            [
                "VermilionDomain", "VermilionEngine", "VermilionFormats", "VermilionTransport", "CZlib",
                crypto, cryptoExtras,
            ]),
        module(
            "VermilionChannels",
            [
                "VermilionDomain", "VermilionEngine", "VermilionFormats", "VermilionMessages", "VermilionTransport",
                crypto,
            ]),
        module("VermilionServing", [hummingbird, hummingbirdCore, logging, lifecycle]),
        module(
            "VermilionSimulator", ["VermilionDomain", "VermilionFormats", "VermilionSettings", crypto, cryptoExtras]),
        .executableTarget(
            name: "vermilion-simulator",
            dependencies: ["VermilionDomain", "VermilionSimulator", hummingbird, logging, arguments],
            path: "Sources/vermilion-simulator", swiftSettings: strict),
        module(
            "VermilionDaemon",
            [
                "VermilionDomain", "VermilionFormats", "VermilionMessages", "VermilionSettings", "VermilionEngine",
                "VermilionStore", "VermilionTransport", "VermilionSources", "VermilionChannels", "VermilionServing",
                logging, lifecycle,
                signals,
            ]),
        .executableTarget(
            name: "vermilion",
            dependencies: [
                "VermilionDomain", "VermilionFormats", "VermilionMessages", "VermilionSettings", "VermilionStore",
                "VermilionDaemon", arguments, logging,
            ], swiftSettings: strict),

        .target(
            name: "VermilionTestSupport", dependencies: ["VermilionDomain", "VermilionEngine"],
            path: "Tests/VermilionTestSupport", swiftSettings: strict),
        .executableTarget(
            name: "vermilion-fuzz",
            dependencies: [
                "VermilionDomain", "VermilionFormats", "VermilionTransport", "VermilionSources", "VermilionTestSupport",
                arguments,
            ], path: "Tests/vermilion-fuzz", swiftSettings: strict),
        .executableTarget(
            name: "vermilion-months",
            dependencies: ["VermilionDomain", "VermilionEngine", "VermilionStore", "VermilionTestSupport", arguments],
            path: "Tests/vermilion-months", swiftSettings: strict),
        tests("VermilionDomainTests", ["VermilionDomain"], resources: [.copy("Cases")]),
        tests("VermilionFormatsTests", ["VermilionDomain", "VermilionFormats"]),
        tests("VermilionMessagesTests", ["VermilionDomain", "VermilionFormats", "VermilionMessages"]),
        tests("VermilionSettingsTests", ["VermilionDomain", "VermilionFormats", "VermilionSettings"]),
        tests("VermilionEngineTests", ["VermilionDomain", "VermilionEngine", "VermilionStore", "vermilion-months"]),
        tests("VermilionStoreTests", ["VermilionDomain", "VermilionEngine", "VermilionStore", grdb]),
        tests("VermilionTransportTests", ["VermilionDomain", "VermilionTransport"]),
        tests(
            "VermilionSourcesTests",
            [
                "VermilionDomain", "VermilionEngine", "VermilionFormats", "VermilionTransport", "VermilionSources",
                "vermilion-fuzz", crypto, cryptoExtras,
            ]),
        tests(
            "VermilionSimulatorTests",
            ["VermilionDomain", "VermilionFormats", "VermilionSimulator", "vermilion-simulator", crypto, cryptoExtras]),
        tests(
            "VermilionDaemonTests",
            [
                "VermilionDomain", "VermilionFormats", "VermilionSettings", "VermilionEngine", "VermilionStore",
                "VermilionTransport", "VermilionSources", "VermilionDaemon", "vermilion-simulator",
            ]),
        tests("VermilionServingTests", ["VermilionServing", "VermilionTransport", logging, lifecycle]),
        tests(
            "VermilionChannelsTests",
            [
                "VermilionDomain", "VermilionEngine", "VermilionFormats", "VermilionMessages", "VermilionTransport",
                "VermilionChannels",
            ]),
        tests("VermilionTests", ["VermilionDomain", "vermilion", "vermilion-simulator"]),
    ]
)
