# make demo    a first look: two scenarios                make test    the tests
# make check   everything CI checks                       make format  formats the sources in place
# make bench   how fast purse and card are                make world   a simulated country, SEEDS=100 HUNTS=100
# make firmware  the card on a microcontroller, held to its gates
# make drill   a ledger killed under load, KILLS=200, and what it left held against what it had said
# make sweep   power cut at every flash operation, and that firmware against its twin and measured

SWIFT ?= swift
SEEDS ?= 100
FROM ?= 1
EXPLORE ?= 0
HUNTS ?= 0
SOURCES = Package.swift $(wildcard Sources Tests Guard/*.swift Fuzz Firmware)

REPLAY ?= 3000
KILLS ?= 200
SEED ?= 1

.PHONY: demo test check bench world drill firmware sweep format lint setup

demo: setup
	$(SWIFT) build -c debug --product kontant
	@Scripts/demo.sh

test: setup
	@SWIFT=$(SWIFT) Scripts/test.sh

check:
	@SWIFT=$(SWIFT) Scripts/check.sh

bench: setup
	$(SWIFT) build -c release --product kontant
	.build/release/kontant bench purse
	.build/release/kontant bench card
	.build/release/kontant bench settle

world: setup
	$(SWIFT) build -c release --product kontant-world
	.build/release/kontant-world --seeds $(SEEDS) --from $(FROM) --hunts $(HUNTS) --explore $(EXPLORE)

drill: setup
	$(SWIFT) build -c release --product kontant
	$(SWIFT) build -c release --product kontant-drill
	.build/release/kontant-drill --kills $(KILLS) --seed $(SEED)
	.build/release/kontant-drill --kills $(KILLS) --seed $(SEED) --postgres

firmware: setup
	Scripts/firmware.sh

sweep: setup
	$(SWIFT) build -c release --product kontant-firmware
	.build/release/kontant-firmware sweep
	.build/release/kontant-firmware replay --steps $(REPLAY)
	.build/release/kontant-firmware figures

format:
	$(SWIFT) format --in-place --parallel --recursive $(SOURCES)

lint:
	$(SWIFT) format lint --strict --parallel --recursive $(SOURCES)

setup:
	@Scripts/setup.sh
