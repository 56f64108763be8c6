// swift-tools-version: 6.2
import PackageDescription

/// Every module: what it uses it imports, experimental lifetimes for views into bytes, no warnings.
/// The last stands here and not on a command line: so it spares dependencies, and every command
/// builds with the same flags.
let common: [SwiftSetting] = [
  .enableExperimentalFeature("Lifetimes"),
  .enableExperimentalFeature("AddressableParameters"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// The generic core is made for each cryptography and storage in the module that uses it; without
/// its bodies at hand that would be more than ten times slower.
let core: [SwiftSetting] =
  common + [.unsafeFlags(["-cross-module-optimization"], .when(configuration: .release))]

/// The guard: the card-safe sources once more, as Embedded Swift without allocations. Anything that
/// needs a heap, an existential or a metatype fails the ordinary build here.
let embedded: [SwiftSetting] =
  common + [
    .enableExperimentalFeature("Embedded"),
    .unsafeFlags(["-wmo", "-O", "-no-allocations", "-parse-as-library"]),
  ]

let package = Package(
  name: "kontant",
  products: [
    .executable(name: "kontant", targets: ["kontant"]),
    .executable(name: "kontant-world", targets: ["kontant-world"]),
    .executable(name: "kontant-firmware", targets: ["kontant-firmware"]),
    .executable(name: "kontant-drill", targets: ["kontant-drill"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
  ],
  targets: [
    .target(name: "Wire", swiftSettings: core),
    .target(name: "Purse", dependencies: ["Wire"], swiftSettings: core),
    .target(name: "Card", dependencies: ["Wire", "Purse"], swiftSettings: core),
    .target(name: "Settlement", dependencies: ["Wire"], swiftSettings: core),
    .target(name: "WireGuard", path: "Guard/Wire", swiftSettings: embedded),
    .target(
      name: "PurseGuard", dependencies: ["WireGuard"], path: "Guard/Purse",
      swiftSettings: embedded + [.unsafeFlags(["-module-alias", "Wire=WireGuard"])]),
    .target(
      name: "CardGuard", dependencies: ["WireGuard", "PurseGuard"], path: "Guard/Card",
      swiftSettings: embedded + [
        .unsafeFlags(["-module-alias", "Wire=WireGuard", "-module-alias", "Purse=PurseGuard"])
      ]),
    .target(
      name: "CommandsGuard", dependencies: ["WireGuard", "PurseGuard", "CardGuard"],
      path: "Guard", exclude: ["Wire", "Purse", "Card"], sources: ["Instantiate.swift"],
      swiftSettings: embedded + [
        .unsafeFlags([
          "-module-alias", "Wire=WireGuard", "-module-alias", "Purse=PurseGuard",
          "-module-alias", "Card=CardGuard",
        ])
      ]),
    .systemLibrary(name: "CBearSSL", providers: [.apt(["libbearssl-dev"])]),
    .target(
      name: "CardCrypto", dependencies: ["Wire", "Purse", "CBearSSL"], swiftSettings: common),
    .target(name: "Money", dependencies: ["Wire"], swiftSettings: common),
    .target(name: "Payment", dependencies: ["Wire", "Purse"], swiftSettings: core),
    .target(
      name: "CardLink", dependencies: ["Wire", "Purse", "Card", "Payment"], swiftSettings: common),
    .systemLibrary(
      name: "CPCSC", pkgConfig: "libpcsclite", providers: [.apt(["libpcsclite-dev"])]),
    .target(name: "CardReader", dependencies: ["CardLink", "CPCSC"], swiftSettings: common),
    .target(
      name: "World", dependencies: ["Wire", "Purse", "Payment", "Settlement", "Money"],
      swiftSettings: core),
    .target(
      name: "PurseCrypto",
      dependencies: ["Wire", "Purse", .product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: common),
    .systemLibrary(name: "CPKCS11"),
    .target(name: "PKCS11", dependencies: ["CPKCS11"], swiftSettings: common),
    .target(
      name: "LedgerCrypto",
      dependencies: [
        "Wire", "Settlement", "PurseCrypto", "PKCS11",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: common),
    .target(name: "LedgerRecords", dependencies: ["Wire", "Settlement"], swiftSettings: core),
    .target(
      name: "LedgerStore",
      dependencies: [
        "Wire", "Settlement", "LedgerRecords", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: common),
    .systemLibrary(
      name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .target(name: "PostgresLink", dependencies: ["CPostgres"], swiftSettings: common),
    .target(
      name: "PostgresStore",
      dependencies: [
        "Wire", "Settlement", "LedgerRecords", "PostgresLink",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: common),
    .target(name: "PrivatePostgres", swiftSettings: common),
    .target(
      name: "LedgerEngine", dependencies: ["Wire", "Settlement", "LedgerRecords"],
      swiftSettings: core),
    .target(
      name: "MultiBuffer", dependencies: ["Wire", "Settlement", "LedgerEngine", "PurseCrypto"],
      swiftSettings: core),
    .target(
      name: "LedgerLink", dependencies: ["Wire", "Settlement", "LedgerEngine"],
      swiftSettings: core),
    .target(
      name: "TransparencyLog", dependencies: [.product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: common),
    .target(
      name: "LedgerLog",
      dependencies: [
        "Wire", "Settlement", "LedgerRecords", "TransparencyLog",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: common),
    .target(
      name: "Home",
      dependencies: [
        "LedgerLog", "PostgresLink", "PostgresStore", "TransparencyLog",
        "Wire", "Purse", "Payment", "Settlement", "PurseCrypto", "LedgerCrypto", "LedgerRecords",
        "LedgerStore", "Money", "PKCS11", .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: common),
    .target(
      name: "Bench",
      dependencies: [
        "Wire", "Purse", "Card", "CardLink", "Payment", "Settlement", "PurseCrypto", "LedgerCrypto",
        "LedgerEngine", "LedgerLog", "LedgerRecords", "LedgerStore", "Money", "MultiBuffer",
        "PostgresLink", "PostgresStore", "PrivatePostgres", "TransparencyLog", "World",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: common),
    .target(
      name: "Inspect", dependencies: ["Wire", "Money", "PurseCrypto"], swiftSettings: common),
    .target(
      name: "Console",
      dependencies: [
        "PKCS11",
        "Wire", "Purse", "Payment", "Settlement", "PurseCrypto", "LedgerLink", "LedgerLog",
        "LedgerRecords", "Money", "Home", "CardLink", "TransparencyLog",
      ],
      swiftSettings: common),
    .target(
      name: "Scenario",
      dependencies: [
        "Wire", "Purse", "Payment", "Settlement", "PurseCrypto", "Money", "Home",
        .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: common),
    .target(
      name: "WorldConsole",
      dependencies: [
        "World", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: core),
    .executableTarget(
      name: "kontant-world",
      dependencies: [
        "WorldConsole", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: common),
    .target(
      name: "Drill",
      dependencies: [
        "Wire", "Purse", "Payment", "Settlement", "PurseCrypto", "LedgerLink", "LedgerRecords",
        "LedgerStore", "Money", "Home", "PostgresLink", "PostgresStore", "PrivatePostgres", "World",
      ],
      swiftSettings: common),
    .executableTarget(
      name: "kontant-drill",
      dependencies: [
        "Drill", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: common),
    .target(
      name: "CardFlash", dependencies: ["Wire", "Purse"], path: "Firmware/CardFlash",
      swiftSettings: core),
    .target(
      name: "CardBoot", dependencies: ["Wire", "CardCrypto"], path: "Firmware/CardBoot",
      swiftSettings: core),
    .target(
      name: "CardLab",
      dependencies: [
        "Wire", "Purse", "Card", "CardCrypto", "CardFlash", "CardLink", "World",
      ],
      path: "Firmware/Lab", swiftSettings: core),
    .executableTarget(
      name: "kontant-firmware",
      dependencies: [
        "Wire", "CardLab", "CardCrypto", "World",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Firmware/Tool", swiftSettings: core),
    .executableTarget(
      name: "kontant",
      dependencies: [
        "Wire", "Purse", "Payment", "Settlement", "PurseCrypto", "LedgerCrypto", "LedgerEngine",
        "LedgerLink", "LedgerRecords", "LedgerStore", "Money", "Home", "Inspect", "Console",
        "Scenario", "World", "WorldConsole", "Bench", "Card", "CardLink", "CardReader",
        "LedgerLog", "MultiBuffer", "TransparencyLog",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: common),
    .testTarget(
      name: "WireTests",
      dependencies: ["Wire", .product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: common),
    .testTarget(name: "SpecTests", swiftSettings: common),
    .testTarget(
      name: "WorldTests",
      dependencies: ["Wire", "Purse", "Payment", "Settlement", "World", "Money"],
      swiftSettings: common),
    .testTarget(name: "TidyTests", swiftSettings: common),
    .testTarget(
      name: "AttackTests",
      dependencies: [
        "Wire", "Purse", "Payment", "Settlement", "World", "Money", "PurseCrypto", "LedgerCrypto",
        "LedgerRecords",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: common),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "Wire", "Settlement", "Money", "Inspect", "kontant", "LedgerStore", "TransparencyLog",
        "PostgresLink", "PostgresStore", "PrivatePostgres",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      exclude: ["SchemaOne"], swiftSettings: common),
    .testTarget(
      name: "ScenarioTests",
      dependencies: ["Wire", "Purse", "Payment", "Settlement", "Money", "Home", "Scenario"],
      exclude: ["Golden"], swiftSettings: common),
    .testTarget(
      name: "PurseTests",
      dependencies: ["Wire", "Purse", "Payment", "Settlement", "World", "Money"],
      swiftSettings: common),
    .testTarget(
      name: "SettlementTests",
      dependencies: ["Wire", "Purse", "Payment", "Settlement", "World", "Money"],
      swiftSettings: common),
    .testTarget(
      name: "PaymentTests",
      dependencies: ["Wire", "Purse", "Payment", "Settlement", "World", "Money"],
      swiftSettings: common),
    .testTarget(
      name: "CardLinkTests", dependencies: ["Wire", "Purse", "Card", "CardLink", "CardReader"],
      swiftSettings: common),
    .testTarget(
      name: "CardTests",
      dependencies: [
        "Wire", "Purse", "Card", "CardCrypto", "Payment", "Settlement", "World", "Money",
      ],
      swiftSettings: common),
    .testTarget(
      name: "FirmwareTests",
      dependencies: [
        "Wire", "Purse", "PurseCrypto", "CardBoot", "CardCrypto", "CardFlash", "CardLab", "World",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: common),
    .testTarget(
      name: "CardFlowTests",
      dependencies: [
        "Wire", "Purse", "Card", "CardLink", "Payment", "Settlement", "PurseCrypto", "Money",
        "Home", "World", "Console",
      ],
      swiftSettings: common),
    .testTarget(
      name: "ReaderTests",
      dependencies: [
        "Wire", "Purse", "Card", "CardLab", "CardLink", "CardReader", "Payment", "Settlement",
        "PurseCrypto", "Money", "Home", "World", "kontant",
      ],
      exclude: ["Outside"], swiftSettings: common),
    .testTarget(
      name: "LedgerEngineTests",
      dependencies: [
        "Wire", "Settlement", "LedgerEngine", "LedgerRecords", "World", "Money", "PurseCrypto",
        "LedgerCrypto",
      ],
      swiftSettings: common),
    .testTarget(
      name: "LedgerRecordsTests",
      dependencies: ["Wire", "Purse", "Settlement", "LedgerRecords", "World"],
      swiftSettings: common),
    .testTarget(
      name: "LedgerLogTests",
      dependencies: [
        "Wire", "Purse", "Settlement", "LedgerLog", "LedgerRecords", "LedgerStore",
        "TransparencyLog", "World", .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: common),
    .testTarget(
      name: "LedgerStoreTests",
      dependencies: [
        "Wire", "Purse", "Payment", "Settlement", "LedgerRecords", "LedgerStore", "PostgresStore",
        "PostgresLink", "PrivatePostgres", "LedgerEngine", "World", "Money",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: common),
    .testTarget(
      name: "PostgresLinkTests", dependencies: ["PostgresLink", "PrivatePostgres"],
      swiftSettings: common),
    .testTarget(
      name: "MultiBufferTests",
      dependencies: [
        "Wire", "Settlement", "LedgerEngine", "MultiBuffer", "LedgerCrypto", "PurseCrypto", "Purse",
        "CardCrypto", "World", .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: common),
    .testTarget(
      name: "KeyTests",
      dependencies: [
        "Wire", "PKCS11", "LedgerCrypto", "Payment", "Purse", "PurseCrypto", "Settlement", "World",
        "Home", "Money", .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: common),
    .testTarget(
      name: "LedgerLinkTests",
      dependencies: [
        "Wire", "Settlement", "LedgerRecords", "LedgerEngine", "LedgerLink", "World", "Money",
      ],
      swiftSettings: common),
    // It runs the built kontant, which it names so that it is built.
    .testTarget(
      name: "DrillTests",
      dependencies: [
        "Wire", "Purse", "Payment", "Settlement", "PurseCrypto", "LedgerLink", "Money", "Home",
        "Drill", "PrivatePostgres", "kontant",
      ],
      swiftSettings: common),
    .testTarget(
      name: "TransparencyLogTests",
      dependencies: ["TransparencyLog", .product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: common),
    .testTarget(name: "MoneyTests", dependencies: ["Wire", "Money"], swiftSettings: common),
  ]
)
