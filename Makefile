# The commands of this project. Each sets up what it needs, once a machine.
.PHONY: run build test bench page soak check

run: build      ## creates a key of every spec and prints it
	@scripts/run.sh

build:          ## makes pkg/dist, the npm package
	@scripts/build.sh
