# Everything a newcomer needs. Each command sets up what it needs, once a machine.
.PHONY: run build test soak bench page fuzz mutants

run: build      ## creates a key of every spec and prints it
	@scripts/installed.sh examples/create-key.mjs

build:          ## makes pkg/dist, the npm package
	@scripts/build.sh

test: build     ## runs every test there is
	@scripts/test.sh

soak: build     ## runs the long forms of the endurance tests and of the campaigns and prints their figures: half an hour
	@scripts/soak.sh

bench: build    ## weighs programs, times createKey beside the platform's own key generation, first keys, every operation, then the server: 12 minutes, then 25 for RSA
	@node benches/sizes.mjs
	@scripts/installed.sh benches/create-key.mjs
	@scripts/setup-test.sh
	@node benches/first-key.mjs
	@benches/ops/run.sh
	@benches/rest/run.sh
	@node benches/rest/pressure.mjs
	@benches/rsa/run.sh

page: build     ## serves the demo page
	@node www/serve.mjs

fuzz:           ## runs every fuzz target for TIME=60 seconds and prints executions and crashes
	@scripts/fuzz.sh

mutants:        ## changes the core a little, again and again, and prints which changes no test notices: hours
	@scripts/mutants.sh
