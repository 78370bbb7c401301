// swift-tools-version: 6.2
import PackageDescription

// The ledger on its own, under the name of its package: what it shows to other targets it shows here.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
    name: "vermilion",
    targets: [
        .target(name: "VermilionDomain", swiftSettings: strict),
        .executableTarget(name: "measure", dependencies: ["VermilionDomain"], swiftSettings: strict),
    ])
