# The words of run.py for those whose hands type make; arguments: make test ARGS="-k tape"
PYTHON ?= python3
ARGS ?=

.PHONY: demo test check bench soak corpus lock
demo test check bench soak corpus lock:
	@$(PYTHON) run.py $@ $(ARGS)
