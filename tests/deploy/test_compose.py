"""The compose file: valid, started in order, closed to the outside, and nothing in it that nobody reads."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from temporalio.envconfig import ClientConfig

from settings import Settings
from stack.binaries import installation
from stack.temporal import RETENTION, SETTINGS
from tests.deploy.project import COMPOSE, JOBS, PROJECT, ROOT, SERVERS, SERVICES, filled, loaded

# Every name that may be set, by image, and where it is read.
READ = {
    "postgres": {
        # docker-library/postgres: docker-entrypoint.sh
        "POSTGRES_PASSWORD_FILE", "POSTGRES_INITDB_ARGS",
        # libpq: environment variables
        "PGHOST", "PGUSER", "PGDATABASE", "PGPASSWORD",
    },
    "temporalio/admin-tools": {
        # temporalio/temporal: tools/sql/main.go
        "SQL_PLUGIN", "SQL_HOST", "SQL_PORT", "SQL_USER", "SQL_PASSWORD",
        # temporalio/cli: its options' variables
        "TEMPORAL_ADDRESS", "TEMPORAL_NAMESPACE",
    },
    "temporalio/server": {
        # temporalio/temporal: common/config/config_template_embedded.yaml, docker/scripts/sh/entrypoint.sh
        "DB", "DB_PORT", "POSTGRES_SEEDS", "POSTGRES_USER", "POSTGRES_PWD", "NUM_HISTORY_SHARDS", "LOG_LEVEL",
        "DYNAMIC_CONFIG_FILE_PATH", "BIND_ON_IP", "TEMPORAL_BROADCAST_ADDRESS",
    },
    "temporalio/ui": {
        # temporalio/ui: server/config/docker.yaml
        "TEMPORAL_ADDRESS", "TEMPORAL_DEFAULT_NAMESPACE", "TEMPORAL_DISABLE_WRITE_ACTIONS",
        "TEMPORAL_NOTIFY_ON_NEW_VERSION",
    },
    "duban": {
        # settings.py
        *(f"DUBAN_{name.upper()}" for name in Settings.model_fields),
        # temporalio.envconfig, see the test below
        "TEMPORAL_ADDRESS", "TEMPORAL_NAMESPACE",
        # uvicorn: config.py
        "FORWARDED_ALLOW_IPS",
    },
}  # fmt: skip


def image(name: str) -> tuple[str, str]:
    """Repository and tag."""
    repository, _, tag = SERVICES[name]["image"].rpartition(":")
    return repository, tag


def scripts(name: str) -> str:
    """What the scripts that a service is given say."""
    given = (COMPOSE["configs"][config["source"]]["file"] for config in SERVICES[name].get("configs", ()))
    return "\n".join((ROOT / path).read_text(encoding="utf-8") for path in given)


def test_is_valid_by_composes_own_schema() -> None:
    checker = [str(Path(sys.executable).parent / "check-jsonschema"), "--builtin-schema", "vendor.compose-spec"]
    done = subprocess.run([*checker, str(ROOT / "docker-compose.yml")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", SERVICES)
def test_waits_for_what_it_needs(name: str) -> None:
    for needed, how in SERVICES[name].get("depends_on", {}).items():
        if needed in JOBS:
            assert how == {"condition": "service_completed_successfully"}
        else:
            assert how == {"condition": "service_healthy"}
            assert SERVICES[needed]["healthcheck"]["test"]


def test_the_start_has_an_order() -> None:
    left = {name: set(service.get("depends_on", ())) for name, service in SERVICES.items()}
    while left:
        ready = {name for name, needed in left.items() if not needed & left.keys()}
        assert ready, f"these wait for each other: {sorted(left)}"
        left = {name: needed for name, needed in left.items() if name not in ready}
    assert {name for name, service in SERVICES.items() if not service.get("depends_on")} == {"postgres"}


@pytest.mark.parametrize("name", sorted(SERVERS))
def test_a_server_stays_up_and_says_how_it_is(name: str) -> None:
    service = SERVICES[name]
    assert service["restart"] == "unless-stopped"
    assert service["healthcheck"].keys() == {"test", "interval", "timeout", "retries", "start_period"}


@pytest.mark.parametrize("name", SERVICES)
def test_logs_are_bounded_and_rights_few(name: str) -> None:
    service = SERVICES[name]
    assert service["logging"]["options"].keys() == {"max-size", "max-file"}
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    # PostgreSQL's image gives its data to its user, as root, and steps down
    assert name == "postgres" or service["cap_drop"] == ["ALL"]


@pytest.mark.parametrize("name", SERVICES)
def test_images_are_pinned(name: str) -> None:
    repository, tag = image(name)
    assert re.fullmatch(r"\d+\.\d+(\.\d+)?(-[a-z]+)?", tag), tag
    assert {image(other)[1] for other in SERVICES if image(other)[0] == repository} == {tag}


def test_versions_fit_each_other() -> None:
    assert image("schema")[1] == image("temporal")[1], "the schema must be this server's"
    assert image("worker")[1] == PROJECT["project"]["version"]
    told = subprocess.run([installation() / "bin" / "pg_dump", "--version"], capture_output=True, text=True, check=True)
    dump = int(re.findall(r"(\d+)\.", told.stdout)[0])
    assert dump >= int(image("postgres")[1].split(".")[0]), "an older pg_dump refuses a newer server"


def test_only_pages_are_published_and_only_here_unless_said_otherwise() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {"ui": ["127.0.0.1:8080:8080"], "web": ["${DUBAN_WEB_PUBLISH:-127.0.0.1:8000}:8000"]}
    assert not any(service.get("network_mode") for service in SERVICES.values())
    assert COMPOSE["networks"]["database"] == {"internal": True}
    assert SERVICES["postgres"]["networks"] == ["database"]
    assert SERVICES["ui"]["networks"] == ["clock"], "the pages have no business with the database"


@pytest.mark.parametrize("name", SERVICES)
def test_nothing_is_set_that_nobody_reads(name: str) -> None:
    exported = re.findall(r"^export (\w+)$", scripts(name), re.MULTILINE)
    assert {*SERVICES[name].get("environment", {}), *exported} <= READ[image(name)[0]]


def test_temporals_own_settings_arrive() -> None:
    read = ClientConfig.load_client_connect_config(
        disable_file=True, override_env_vars=SERVICES["worker"]["environment"]
    )
    assert (read["target_host"], read["namespace"]) == ("temporal:7233", "duban")
    assert SERVICES["namespace"]["environment"]["TEMPORAL_NAMESPACE"] == "duban"
    assert SERVICES["ui"]["environment"]["TEMPORAL_DEFAULT_NAMESPACE"] == "duban"


def test_the_ledgers_settings_arrive() -> None:
    for name, roles in (("worker", ["duban_service"]), ("migrate", ["duban_service", "duban_owner"])):
        environment = {
            key.removeprefix("DUBAN_").lower(): value for key, value in SERVICES[name]["environment"].items()
        }
        settings = Settings(**{key: value for key, value in environment.items() if not key.startswith("temporal_")})
        assert settings.database_url == "postgresql://duban_service@postgres:5432/duban"
        assert settings.owner_url == f"postgresql://{roles[-1]}@postgres:5432/duban"
        # the entry script writes the passfile from secrets named after their roles
        passwords = {secret for secret in SERVICES[name]["secrets"] if secret.endswith("_password")}
        passwords -= {"duban_web_password"}  # which the job sets, and does not use
        assert passwords == {f"{role}_password" for role in roles}
        # who signs reads the key from its secret, and nobody else is given it
        signs = name == "worker"
        assert settings.checkpoint_key_file == (Path("/run/secrets/checkpoint_key") if signs else None)
        assert ("checkpoint_key" in SERVICES[name]["secrets"]) == signs


def test_the_desks_settings_arrive() -> None:
    told = {key.removeprefix("DUBAN_").lower(): filled(value) for key, value in SERVICES["web"]["environment"].items()}
    settings = Settings(**{key: value for key, value in told.items() if key in Settings.model_fields})
    assert settings.database_url == "postgresql://duban_service@postgres:5432/duban"
    assert settings.web_database_url == "postgresql://duban_web@postgres:5432/duban"
    assert (settings.web_host, settings.web_port, settings.web_url) == ("0.0.0.0", 8000, "http://127.0.0.1:8000")  # noqa: S104
    assert SERVICES["web"]["secrets"] == ["duban_service_password", "duban_web_password"]
    # a container on closed networks alone could publish nothing
    assert not all(COMPOSE["networks"][name] for name in SERVICES["web"]["networks"])


def test_secrets_come_from_files_alone() -> None:
    assert COMPOSE["secrets"] == {name: {"file": f"./deploy/secrets/{name}"} for name in COMPOSE["secrets"]}
    for name, service in SERVICES.items():
        for key, value in service.get("environment", {}).items():
            assert key.endswith("_FILE") or not re.search("PASSWORD|PWD|SECRET|TOKEN|KEY", key), (name, key)
            assert not re.search(r"//[^/@]*:[^/@]*@", str(value)), f"a password in {key} of {name}"
        assert "env_file" not in service


@pytest.mark.parametrize("name", SERVICES)
def test_each_is_given_the_secrets_it_reads_and_no_other(name: str) -> None:
    service = SERVICES[name]
    told = f"{service.get('command')} {service.get('environment')} {scripts(name)}"
    read = set(re.findall(r"/run/secrets/(\w+)", told))
    if image(name)[0] == "duban":
        read |= {f"{role}_password" for role in re.findall(r"//(\w+)@", told)}
    assert read == set(service.get("secrets", ()))


def test_temporals_database_is_made_for_years() -> None:
    assert SERVICES["temporal"]["environment"]["NUM_HISTORY_SHARDS"] == "512"


def test_temporals_running_settings_are_the_measured_ones() -> None:
    for key, (only,) in loaded("deploy/dynamicconfig.yaml").items():
        assert str(only["value"]) == SETTINGS[key].strip('"'), key


def test_closed_runs_are_kept_as_long_as_in_the_embedded_stack() -> None:
    (days,) = re.findall(r"^retention=(\d+)d\b", scripts("namespace"), re.MULTILINE)
    assert int(days) == RETENTION.days
