.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# One mark for each set of locked packages: a repeated call does nothing, a changed lock file installs again.
RUN_READY := $(VENV)/.run-ready
DEV_READY := $(VENV)/.dev-ready
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# one more than cores: many a test waits for a server that starts or is killed
WORKERS := $(shell $(PYTHON) -c 'import os; print(min((os.cpu_count() or 1) + 1, 4))')
# as the system has it: of its own packages where we may install, else the driver's
CHROMIUM := if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null; \
	else $(BIN)/playwright install chromium; fi
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

.PHONY: help setup run check test faults browser bench bench-large lock clean

help: ## 显示本帮助 / show this help
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(DEV_READY) ## 建好虚拟环境并装上全部锁定的依赖 / virtualenv with every locked dependency

run: $(RUN_READY) ## 启动督办（PostgreSQL、Temporal、办理进程与示例），Ctrl-C 停止 / run everything, Ctrl-C stops it
	@$(BIN)/duban stack up

check: $(DEV_READY) ## 格式、静态检查、类型、模块边界 / format, lint, types, import contracts
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports

test: check ## 检查与测试（杀进程的另见 make faults，浏览器的另见 make browser）/ all checks and tests but those of make faults and make browser
	@$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist worksteal

faults: $(DEV_READY) ## 进程在办理中途被杀死，一件不丢、一件不重 / processes killed in the middle of their work
	@$(BIN)/python -m pytest -m faults --numprocesses $(WORKERS) --dist worksteal

browser: $(DEV_READY) ## 在真浏览器里走完整的故事（没有 Chromium 则装上）/ whole stories in a real browser, installs Chromium where missing
	@for one in chromium chromium-browser google-chrome google-chrome-stable; do command -v "$$one" >/dev/null && exit 0; done; \
		[ -n "$$DUBAN_CHROMIUM" ] || { echo '安装 Chromium / installing Chromium'; $(CHROMIUM); }
	@$(BIN)/python -m pytest -m browser tests/browser

bench: $(DEV_READY) ## 性能：与裸等价物同轮比较，写 docs/performance.md / ratios against bare equivalents, ten minutes
	@$(BIN)/python -m bench

bench-large: $(DEV_READY) ## 百万案件：先生成账再量，约四十五分钟、需磁盘约 40 GB / a million cases, made and measured (BENCH="--cases 20000 --keep DIR")
	@$(BIN)/python -m bench.large $(BENCH)

lock: ## 重新锁定依赖（需要 uv）/ lock the dependencies again (needs uv)
	@$(PYTHON) -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], sep="\n")' \
		| $(LOCK) - --output-file requirements-build.txt
	@$(LOCK) pyproject.toml --output-file requirements.txt
	@$(LOCK) pyproject.toml --extra dev --output-file requirements-dev.txt

clean: ## 删去虚拟环境与缓存，不动数据 / remove the virtualenv and caches, never data
	rm -rf $(VENV) dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo '需要 Python 3.11 或更新版本 / Python 3.11 or newer is needed' >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

# The project itself is installed in place, built by the locked build tool, so that nothing unlocked is ever fetched.
$(RUN_READY): requirements.txt requirements-build.txt pyproject.toml | $(BIN)/python
	@echo '安装依赖 / installing dependencies'
	@$(PIP) --require-hashes -r requirements.txt
	@$(PIP) --require-hashes -r requirements-build.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV_READY): requirements-dev.txt $(RUN_READY)
	@$(PIP) --require-hashes -r requirements-dev.txt
	@touch $@
