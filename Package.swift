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

let package = Package(
    name: "vermilion",
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    ],
    targets: [
        module("VermilionDomain"),
        module("VermilionFormats", ["VermilionDomain"]),
        module("VermilionMessages", ["VermilionDomain", "VermilionFormats"]),
        module("VermilionSettings", ["VermilionDomain", "VermilionFormats", yams]),
        module("VermilionEngine", ["VermilionDomain"]),
        module("VermilionStore", ["VermilionDomain", "VermilionEngine", grdb]),
        .target(name: "CCurl", linkerSettings: [.linkedLibrary("curl")]),
        module("VermilionTransport", ["VermilionDomain", "CCurl"]),
        module("VermilionSources", ["VermilionDomain", "VermilionEngine", "VermilionFormats"]),
        module(
            "VermilionChannels",
            [
                "VermilionDomain", "VermilionEngine", "VermilionFormats", "VermilionMessages", "VermilionTransport",
                crypto,
            ]),

        .target(
            name: "VermilionTestSupport", dependencies: ["VermilionDomain", "VermilionEngine"],
            path: "Tests/VermilionTestSupport", swiftSettings: strict),
        tests("VermilionDomainTests", ["VermilionDomain"], resources: [.copy("Cases")]),
        tests("VermilionFormatsTests", ["VermilionDomain", "VermilionFormats"]),
        tests("VermilionMessagesTests", ["VermilionDomain", "VermilionFormats", "VermilionMessages"]),
        tests("VermilionSettingsTests", ["VermilionDomain", "VermilionFormats", "VermilionSettings"]),
        tests("VermilionEngineTests", ["VermilionDomain", "VermilionEngine", "VermilionStore"]),
        tests("VermilionStoreTests", ["VermilionDomain", "VermilionEngine", "VermilionStore"]),
        tests("VermilionTransportTests", ["VermilionDomain", "VermilionTransport"]),
        tests("VermilionSourcesTests", ["VermilionDomain", "VermilionEngine", "VermilionSources"]),
        tests(
            "VermilionChannelsTests",
            ["VermilionDomain", "VermilionEngine", "VermilionFormats", "VermilionTransport", "VermilionChannels"]),
    ]
)
